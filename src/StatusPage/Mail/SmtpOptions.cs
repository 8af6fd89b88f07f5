using System.Security.Cryptography.X509Certificates;

namespace StatusPage.Mail;

/// <summary>How to reach a submission server. Timeouts follow RFC 5321 section 4.5.3.2, shortened where a reader waits.</summary>
internal sealed record SmtpOptions
{
    public const int DefaultConnections = 8;

    public required string Host { get; init; }
    public int Port { get; init; } = 587;
    public SmtpSecurity Security { get; init; } = SmtpSecurity.StartTls;

    /// <summary>With a user the server must offer AUTH. Never sent in clear text except to a loopback address.</summary>
    public string? User { get; init; }
    public string? Password { get; init; }

    /// <summary>How many connections may be open at once; further senders wait.</summary>
    public int Connections { get; init; } = DefaultConnections;

    /// <summary>What EHLO says; empty means this machine's name.</summary>
    public string? LocalName { get; init; }

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);
    public TimeSpan GreetingTimeout { get; init; } = TimeSpan.FromSeconds(60);
    public TimeSpan TlsTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>For the answer to each command up to DATA.</summary>
    public TimeSpan CommandTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>For writing the content.</summary>
    public TimeSpan DataTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For the answer to the final dot. Giving up early risks sending twice, so this one is long (RFC 1047).</summary>
    public TimeSpan FinalTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a cancelled call still waits for that answer before it reports the fate as unknown.</summary>
    public TimeSpan CancelledFinalTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>An unused connection is closed after this long.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Trust only these roots instead of the machine's, for a server with a private authority.</summary>
    public X509Certificate2Collection? TrustedRoots { get; init; }

    internal bool IsLoopback => Host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (System.Net.IPAddress.TryParse(Host.Trim('[', ']'), out var address) && System.Net.IPAddress.IsLoopback(address));
}
