using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace StatusPage.Servers.Tests.Mail;

/// <summary>
/// Has opendkim's own tool verify a message. The tool asks DNS for the public key, so it gets a name server that knows
/// this one record, named in a resolv.conf that only it sees (a mount namespace of its own).
/// </summary>
internal sealed class DkimVerifier : IAsyncDisposable
{
    private const string NameServer = "127.0.0.77";

    private readonly UdpClient server = new(new IPEndPoint(IPAddress.Parse(NameServer), 53));
    private readonly string resolver = Path.GetTempFileName();
    private readonly string record;
    private readonly Task answering;

    public DkimVerifier(string record)
    {
        this.record = record;
        File.WriteAllText(resolver, $"nameserver {NameServer}\n");
        answering = AnswerAsync();
    }

    public int Asked { get; private set; }

    public static void Require()
    {
        Tool.RequireRoot();
        Tool.Require("opendkim-testmsg", "opendkim-tools");
        Tool.Require("unshare", "util-linux");
    }

    /// <summary>Null when the signature is good, otherwise what opendkim says.</summary>
    public async Task<string?> VerifyAsync(ReadOnlyMemory<byte> message)
    {
        var (status, output) = await Tool.RunAsync(
            "/usr/bin/unshare", ["-m", "sh", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec opendkim-testmsg -C", resolver], message);
        return status == 0 && output.Length == 0 ? null : $"{status} {output}";
    }

    public async ValueTask DisposeAsync()
    {
        server.Dispose();
        await answering;
        File.Delete(resolver);
    }

    private async Task AnswerAsync()
    {
        try
        {
            while (true)
            {
                var question = await server.ReceiveAsync();
                Asked++;
                await server.SendAsync(Answer(question.Buffer), question.RemoteEndPoint);
            }
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    /// <summary>The TXT record for whatever was asked (RFC 1035 section 4), its text in strings of at most 255.</summary>
    private byte[] Answer(byte[] question)
    {
        var end = 12;
        while (question[end] != 0)
        {
            end += question[end] + 1;
        }

        end += 5;
        var text = record.Chunk(255).SelectMany(part => (byte[])[(byte)part.Length, .. Encoding.ASCII.GetBytes(part)]).ToArray();
        byte[] header = [question[0], question[1], 0x84, 0x00, 0, 1, 0, 1, 0, 0, 0, 0];
        byte[] answer = [0xC0, 0x0C, 0, 16, 0, 1, 0, 0, 0, 60, 0, 0];
        BinaryPrimitives.WriteUInt16BigEndian(answer.AsSpan(10), (ushort)text.Length);
        return [.. header, .. question[12..end], .. answer, .. text];
    }
}
