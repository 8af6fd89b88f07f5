namespace StatusPage.Mail;

internal enum SmtpSecurity
{
    /// <summary>Clear text, for a server on the same machine or network.</summary>
    None,

    /// <summary>RFC 3207. A server that does not offer it is not used.</summary>
    StartTls,

    /// <summary>TLS from the first byte (RFC 8314 section 3.3), usually on port 465.</summary>
    Tls,
}

/// <summary>The section Mail of the configuration, checked.</summary>
internal sealed record MailSettings
{
    public required Mailbox From { get; init; }

    /// <summary>Null when no server is configured and mail goes to files.</summary>
    public SmtpOptions? Smtp { get; init; }

    /// <summary>Where what cannot be delivered comes back to, local@domain; null when that is <see cref="From"/>.</summary>
    public string? BounceAddress { get; init; }

    public required string PickupDirectory { get; init; }
    public string? DkimKeyFile { get; init; }
    public string? DkimDomain { get; init; }
    public string? DkimSelector { get; init; }
}
