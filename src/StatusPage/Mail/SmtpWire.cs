using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace StatusPage.Mail;

/// <summary>The connection gave out: closed, reset, timed out, cancelled, or saying what is no SMTP.</summary>
internal sealed class SmtpWireException(string reason, bool timedOut = false) : Exception(reason)
{
    public bool TimedOut { get; } = timedOut;
}

internal readonly record struct SmtpReply(int Code, string? Enhanced, string Text)
{
    public bool Ok => Code is >= 200 and < 300;
    public bool Transient => Code is >= 400 and < 500;

    public override string ToString() => Enhanced is null ? $"{Code} {Text}" : $"{Code} {Enhanced} {Text}";
}

/// <summary>Bytes and replies over one socket. A watchdog timer closes the socket when a phase takes too long, which costs
/// less per operation than a cancellation token would and works the same under TLS.</summary>
internal sealed class SmtpWire : IAsyncDisposable
{
    // RFC 5321 section 4.5.3.1.5 allows 512 bytes a line; a server that says more than this in one reply is not one.
    private const int LongestReply = 64 * 1024;

    private readonly Socket socket;
    private readonly TimeProvider time;
    private readonly Action<bool, string>? trace;
    private readonly ITimer watchdog;
    private readonly byte[] buffer = new byte[4096];
    private readonly StringBuilder reply = new();
    private Stream stream;
    private int start;
    private int end;
    private long deadline = long.MaxValue;
    private string phase = "";
    private volatile string? aborted;
    private volatile bool timedOut;

    public SmtpWire(Socket socket, TimeProvider time, Action<bool, string>? trace)
    {
        this.socket = socket;
        this.time = time;
        this.trace = trace;
        stream = new NetworkStream(socket, ownsSocket: true);
        watchdog = time.CreateTimer(static state => ((SmtpWire)state!).Watch(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool ToLoopback => socket.RemoteEndPoint is IPEndPoint { Address: var address }
        && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);

    public IPAddress LocalAddress
    {
        get
        {
            var address = ((IPEndPoint)socket.LocalEndPoint!).Address;
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }
    }

    /// <summary>False when the server closed, or said something unasked, while the connection lay idle.</summary>
    public bool IsQuiet => aborted is null && start == end && !socket.Poll(0, SelectMode.SelectRead);

    public void Deadline(TimeSpan timeout, string what)
    {
        phase = what;
        Volatile.Write(ref deadline, time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency));
        watchdog.Change(timeout, Timeout.InfiniteTimeSpan);
    }

    public void Rest()
    {
        Volatile.Write(ref deadline, long.MaxValue);
        watchdog.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Abort(string reason)
    {
        aborted ??= reason;
        socket.Dispose();
    }

    public void Trace(string line) => trace?.Invoke(false, line);

    public async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await stream.WriteAsync(bytes);
        }
        catch (Exception error) when (IsLoss(error))
        {
            throw Lost(error);
        }
    }

    public ValueTask CommandAsync(string line, string? shown = null)
    {
        Trace(shown ?? line);
        return WriteAsync(Encoding.UTF8.GetBytes(line + "\r\n"));
    }

    public async Task StartTlsAsync(SslClientAuthenticationOptions options)
    {
        // Anything said before the handshake could have been put there by someone in between (RFC 3207 section 6).
        if (start != end)
        {
            throw new SmtpWireException("the server sent something between STARTTLS and the handshake");
        }

        var secure = new SslStream(stream, leaveInnerStreamOpen: false);
        stream = secure;
        try
        {
            await secure.AuthenticateAsClientAsync(options);
        }
        catch (Exception error) when (IsLoss(error) || error is System.Security.Authentication.AuthenticationException)
        {
            throw Lost(error);
        }

        trace?.Invoke(false, $"({secure.SslProtocol}, {secure.NegotiatedCipherSuite})");
    }

    /// <summary>One reply, all its lines (RFC 5321 section 4.2.1), the enhanced code taken out (RFC 2034).</summary>
    public async ValueTask<SmtpReply> ReplyAsync()
    {
        reply.Clear();
        string? enhanced = null;
        var code = 0;
        while (true)
        {
            int length;
            while ((length = buffer.AsSpan(start, end - start).IndexOf((byte)'\n')) < 0)
            {
                await FillAsync();
            }

            var line = buffer.AsSpan(start, length).TrimEnd((byte)'\r');
            start += length + 1;
            trace?.Invoke(true, Encoding.UTF8.GetString(line));
            if (Take(line, ref code, ref enhanced))
            {
                return new SmtpReply(code, enhanced, reply.ToString());
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        aborted ??= "the connection is closed";
        await watchdog.DisposeAsync();
        socket.Dispose();
        await stream.DisposeAsync();
    }

    private bool Take(ReadOnlySpan<byte> line, ref int code, ref string? enhanced)
    {
        if (line.Length < 3 || line[0] is < (byte)'2' or > (byte)'5' || !char.IsAsciiDigit((char)line[1]) || !char.IsAsciiDigit((char)line[2])
            || (line.Length > 3 && line[3] is not ((byte)' ' or (byte)'-')))
        {
            throw new SmtpWireException("the answer is not SMTP: " + Shown(line));
        }

        var number = ((line[0] - '0') * 100) + ((line[1] - '0') * 10) + line[2] - '0';
        if ((code != 0 && number != code) || reply.Length > LongestReply)
        {
            throw new SmtpWireException("the answer is not SMTP: " + Shown(line));
        }

        code = number;
        var text = Encoding.UTF8.GetString(line.Length > 4 ? line[4..] : default);
        var status = EnhancedLength(text, line[0]);
        if (status > 0)
        {
            enhanced ??= text[..status];
            text = text[status..].TrimStart();
        }

        reply.Append(reply.Length > 0 ? "\n" : "").Append(text);
        return line.Length == 3 || line[3] == ' ';
    }

    /// <summary>The length of "5.1.1" at the start of a text, when its class is the code's (RFC 3463 section 2).</summary>
    private static int EnhancedLength(string text, byte kind)
    {
        if (text.Length < 5 || text[0] != kind || text[1] != '.')
        {
            return 0;
        }

        var end = text.IndexOf(' ');
        end = end < 0 ? text.Length : end;
        var dots = 0;
        for (var i = 0; i < end; i++)
        {
            dots += text[i] == '.' ? 1 : 0;
            if (text[i] != '.' && !char.IsAsciiDigit(text[i]))
            {
                return 0;
            }
        }

        return dots == 2 && end <= 9 && text[end - 1] != '.' ? end : 0;
    }

    private async ValueTask FillAsync()
    {
        if (start > 0)
        {
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            end -= start;
            start = 0;
        }

        if (end == buffer.Length)
        {
            throw new SmtpWireException("the answer has a line without an end");
        }

        int read;
        try
        {
            read = await stream.ReadAsync(buffer.AsMemory(end));
        }
        catch (Exception error) when (IsLoss(error))
        {
            throw Lost(error);
        }

        if (read == 0)
        {
            throw Lost(null);
        }

        end += read;
    }

    private void Watch()
    {
        var due = Volatile.Read(ref deadline);
        if (due == long.MaxValue)
        {
            return;
        }

        var left = time.GetElapsedTime(time.GetTimestamp(), due);
        if (left <= TimeSpan.Zero)
        {
            timedOut = true;
            Abort($"no answer in time ({phase})");
            return;
        }

        // The timer is coarser than the clock and may fire just before its time, or for a phase that has just ended.
        watchdog.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
    }

    private SmtpWireException Lost(Exception? error) =>
        new(aborted ?? (error is null ? $"the server closed the connection ({phase})" : $"{error.GetBaseException().Message} ({phase})"), timedOut);

    private static bool IsLoss(Exception error) => error is IOException or SocketException or ObjectDisposedException or InvalidOperationException;

    private static string Shown(ReadOnlySpan<byte> line) => Encoding.ASCII.GetString(line.Length > 60 ? line[..60] : line);
}
