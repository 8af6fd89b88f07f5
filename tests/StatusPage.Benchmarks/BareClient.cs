using System.Net.Sockets;
using System.Text;

namespace StatusPage.Benchmarks;

/// <summary>The least that sends mail: NoDelay, the envelope piped in one write, the same finished bytes each time. What a real client is measured against.</summary>
internal static class BareClient
{
    public static Task Send(int port, int connections, int messages, byte[] content) =>
        Task.WhenAll(Enumerable.Range(0, connections).Select(c => Task.Run(() => SendOn(port, messages / connections, content))));

    private static async Task SendOn(int port, int messages, byte[] content)
    {
        using var socket = new TcpClient { NoDelay = true };
        await socket.ConnectAsync("127.0.0.1", port);
        var stream = socket.GetStream();
        var buffer = new byte[4096];
        await Answers(stream, buffer, 1);
        await stream.WriteAsync("EHLO bench.example.com\r\n"u8.ToArray());
        await stream.ReadAtLeastAsync(buffer, 1);
        var envelope = Encoding.ASCII.GetBytes("MAIL FROM:<status@example.com>\r\nRCPT TO:<reader@example.com>\r\nDATA\r\n");
        byte[] body = [.. content, .. "\r\n.\r\n"u8];
        for (var i = 0; i < messages; i++)
        {
            await stream.WriteAsync(envelope);
            await Answers(stream, buffer, 3);
            await stream.WriteAsync(body);
            await Answers(stream, buffer, 1);
        }
    }

    private static async Task Answers(NetworkStream stream, byte[] buffer, int lines)
    {
        while (lines > 0)
        {
            var read = await stream.ReadAsync(buffer);
            if (read == 0)
            {
                throw new IOException("The sink closed the connection.");
            }

            lines -= buffer.AsSpan(0, read).Count((byte)'\n');
        }
    }
}
