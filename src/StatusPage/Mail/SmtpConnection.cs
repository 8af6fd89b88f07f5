using System.Buffers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace StatusPage.Mail;

/// <summary>The server as a whole cannot be used; the message is for an operator and holds no secret.</summary>
internal sealed class SmtpUnavailableException(string reason) : Exception(reason);

/// <summary>One open, greeted and authenticated connection. <see cref="SmtpTransaction"/> sends over it.</summary>
internal sealed class SmtpConnection : IAsyncDisposable
{
    private readonly SmtpOptions options;

    private SmtpConnection(SmtpOptions options, SmtpWire wire)
    {
        this.options = options;
        Wire = wire;
    }

    public SmtpWire Wire { get; }
    public SmtpOptions Options => options;

    /// <summary>When it was last used, in the clock's timestamps.</summary>
    public long UsedAt { get; set; }

    /// <summary>It may carry another message.</summary>
    public bool Usable { get; set; } = true;

    /// <summary>The last transaction was left open and must be reset before the next.</summary>
    public bool NeedsReset { get; set; }

    public bool Pipelining { get; private set; }
    public bool EightBit { get; private set; }
    public bool Utf8 { get; private set; }
    public bool SizeOffered { get; private set; }

    /// <summary>The largest message the server takes; 0 when it names none (RFC 1870).</summary>
    public long SizeLimit { get; private set; }

    /// <summary>Commands and content are put together here, so that each goes out in one write.</summary>
    public ArrayBufferWriter<byte> Output { get; } = new(16 * 1024);

    private bool StartTls { get; set; }
    private string[] Mechanisms { get; set; } = [];

    /// <exception cref="SmtpUnavailableException"/>
    public static async Task<SmtpConnection> OpenAsync(
        SmtpOptions options, TimeProvider time, Action<bool, string>? trace, CancellationToken cancellationToken)
    {
        var socket = await ConnectAsync(options, time, cancellationToken);
        var connection = new SmtpConnection(options, new SmtpWire(socket, time, trace));
        try
        {
            await using var registration = cancellationToken.UnsafeRegister(static state => ((SmtpWire)state!).Abort("cancelled"), connection.Wire);
            await connection.GreetAsync();
            connection.Wire.Rest();
            return connection;
        }
        catch (Exception error)
        {
            await connection.DisposeAsync();
            cancellationToken.ThrowIfCancellationRequested();
            throw error is SmtpWireException ? new SmtpUnavailableException($"{options.Host}:{options.Port}: {error.Message}") : error;
        }
    }

    public async Task QuitAsync()
    {
        try
        {
            Wire.Deadline(TimeSpan.FromSeconds(2), "QUIT");
            await Wire.CommandAsync("QUIT");
            await Wire.ReplyAsync();
        }
        catch (SmtpWireException)
        {
            // It was to be closed anyway.
        }

        await DisposeAsync();
    }

    public ValueTask DisposeAsync() => Wire.DisposeAsync();

    private static async Task<Socket> ConnectAsync(SmtpOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, both.Token);
            return socket;
        }
        catch (Exception error) when (error is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            var why = error is SocketException ? error.Message : "no answer in time (connecting)";
            throw new SmtpUnavailableException($"{options.Host}:{options.Port}: {why}");
        }
    }

    private async Task GreetAsync()
    {
        if (options.Security == SmtpSecurity.Tls)
        {
            await SecureAsync();
        }

        Wire.Deadline(options.GreetingTimeout, "greeting");
        Expect(await Wire.ReplyAsync(), "greeting");
        await HelloAsync();
        if (options.Security == SmtpSecurity.StartTls)
        {
            if (!StartTls)
            {
                throw Unavailable("the server does not offer STARTTLS, and mail is not sent unencrypted instead");
            }

            Expect(await AskAsync("STARTTLS"), "STARTTLS");
            await SecureAsync();
            await HelloAsync();
        }

        if (options.User is not null)
        {
            await AuthenticateAsync(options.User, options.Password ?? "");
        }
    }

    private async Task SecureAsync()
    {
        Wire.Deadline(options.TlsTimeout, "TLS");
        await Wire.StartTlsAsync(new SslClientAuthenticationOptions
        {
            TargetHost = options.Host,
            CertificateChainPolicy = options.TrustedRoots is { } roots ? Trusting(roots) : null,
        });
    }

    private static X509ChainPolicy Trusting(X509Certificate2Collection roots)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.AddRange(roots);
        return policy;
    }

    private async Task HelloAsync()
    {
        var reply = await AskAsync($"EHLO {LocalName()}");
        if (reply.Code is >= 500 && options is { Security: SmtpSecurity.None, User: null })
        {
            // RFC 5321 section 3.2: an old server without extensions.
            reply = await AskAsync($"HELO {LocalName()}");
            Expect(reply, "HELO");
            return;
        }

        Expect(reply, "EHLO");
        (Pipelining, EightBit, Utf8, SizeOffered, SizeLimit, StartTls, Mechanisms) = (false, false, false, false, 0, false, []);
        foreach (var line in reply.Text.Split('\n').Skip(1))
        {
            Offer(line.ToUpperInvariant().Split([' ', '='], StringSplitOptions.RemoveEmptyEntries));
        }
    }

    private void Offer(string[] words)
    {
        switch (words.FirstOrDefault())
        {
            case "PIPELINING":
                Pipelining = true;
                break;
            case "8BITMIME":
                EightBit = true;
                break;
            case "SMTPUTF8":
                Utf8 = true;
                break;
            case "STARTTLS":
                StartTls = true;
                break;
            case "SIZE":
                SizeOffered = true;
                SizeLimit = words.Length > 1 && long.TryParse(words[1], out var limit) ? limit : 0;
                break;
            case "AUTH":
                Mechanisms = [.. Mechanisms, .. words.Skip(1)];
                break;
            default:
                break;
        }
    }

    private async Task AuthenticateAsync(string user, string password)
    {
        if (options.Security == SmtpSecurity.None && !Wire.ToLoopback)
        {
            throw Unavailable("a password is not sent unencrypted over a network: set Mail:Security to StartTls or Tls");
        }

        if (Mechanisms.Contains("PLAIN"))
        {
            // RFC 4616, with the initial response of RFC 4954 section 4.
            var secret = Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0{user}\0{password}"));
            Expect(await AskAsync($"AUTH PLAIN {secret}", "AUTH PLAIN ********"), "AUTH");
        }
        else if (Mechanisms.Contains("LOGIN"))
        {
            Challenge(await AskAsync("AUTH LOGIN"));
            Challenge(await AskAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(user)), "********"));
            Expect(await AskAsync(Convert.ToBase64String(Encoding.UTF8.GetBytes(password)), "********"), "AUTH");
        }
        else
        {
            throw Unavailable(Mechanisms.Length == 0
                ? "a user is configured, but the server does not offer AUTH"
                : $"the server offers AUTH {string.Join(' ', Mechanisms)}, but neither PLAIN nor LOGIN");
        }
    }

    private async Task<SmtpReply> AskAsync(string command, string? shown = null)
    {
        Wire.Deadline(options.CommandTimeout, (shown ?? command).Split(' ')[0]);
        await Wire.CommandAsync(command, shown);
        return await Wire.ReplyAsync();
    }

    private void Challenge(SmtpReply reply)
    {
        if (reply.Code != 334)
        {
            throw Unavailable($"AUTH answered {reply}");
        }
    }

    private void Expect(SmtpReply reply, string what)
    {
        if (!reply.Ok)
        {
            throw Unavailable($"{what} answered {reply}");
        }
    }

    private SmtpUnavailableException Unavailable(string reason) => new($"{options.Host}:{options.Port}: {reason}");

    /// <summary>A full name, or the address in brackets where there is none (RFC 5321 section 4.1.4).</summary>
    private string LocalName()
    {
        if (options.LocalName is { Length: > 0 } configured)
        {
            return configured;
        }

        var host = System.Net.Dns.GetHostName();
        if (host.Contains('.') && Ascii.IsValid(host))
        {
            return host;
        }

        var address = Wire.LocalAddress;
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[IPv6:{address}]" : $"[{address}]";
    }
}
