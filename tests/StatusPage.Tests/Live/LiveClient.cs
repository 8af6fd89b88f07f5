using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace StatusPage.Tests.Live;

/// <summary>An open page, as SignalR's JSON protocol sees it.</summary>
internal sealed class LiveClient : IDisposable
{
    private const char End = '\u001e';
    private readonly ClientWebSocket socket = new();
    private readonly CancellationTokenSource patience = new(TimeSpan.FromSeconds(20));
    private string unread = "";

    public static async Task<LiveClient> Connect(Uri address, string? origin = null)
    {
        var client = new LiveClient();
        if (origin is not null)
        {
            client.socket.Options.SetRequestHeader("Origin", origin);
        }

        await client.socket.ConnectAsync(new UriBuilder(address) { Scheme = "ws", Path = "/live" }.Uri, client.patience.Token);
        await client.Send("""{"protocol":"json","version":1}""");
        Assert.Equal("{}", await client.Read());
        return client;
    }

    public Task Watch(string path, long version) =>
        Send(JsonSerializer.Serialize(new { type = 1, target = "Watch", arguments = new object[] { path, version }, invocationId = "1" }));

    /// <summary>The next call of the server or its answer to Watch: what it was, and its first argument or error.</summary>
    public async Task<(string What, JsonElement Argument)> Next()
    {
        while (true)
        {
            var message = JsonDocument.Parse(await Read()).RootElement;
            switch (message.GetProperty("type").GetInt32())
            {
                case 1:
                    var arguments = message.GetProperty("arguments");
                    return (message.GetProperty("target").GetString()!, arguments.GetArrayLength() > 0 ? arguments[0] : default);
                case 3 when message.TryGetProperty("error", out var error):
                    return ("error", error);
                case 7:
                    return ("closed", default);
                default:
                    break;
            }
        }
    }

    public async Task<JsonElement> Expect(string what)
    {
        while (true)
        {
            var (next, argument) = await Next();
            if (next == what)
            {
                return argument;
            }
        }
    }

    public void Dispose()
    {
        socket.Dispose();
        patience.Dispose();
    }

    private Task Send(string text) => socket.SendAsync(Encoding.UTF8.GetBytes(text + End), WebSocketMessageType.Text, true, patience.Token);

    private async Task<string> Read()
    {
        var buffer = new byte[16 * 1024];
        while (!unread.Contains(End, StringComparison.Ordinal))
        {
            var read = await socket.ReceiveAsync(buffer, patience.Token);
            unread += Encoding.UTF8.GetString(buffer, 0, read.Count);
        }

        var end = unread.IndexOf(End, StringComparison.Ordinal);
        var message = unread[..end];
        unread = unread[(end + 1)..];
        return message;
    }
}
