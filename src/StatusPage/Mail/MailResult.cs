namespace StatusPage.Mail;

/// <summary>
/// What became of one message. <see cref="Deferred"/> and <see cref="Refused"/> are about this recipient or message;
/// <see cref="ServerUnavailable"/> is about the server and must use up nobody's attempts; only <see cref="Unknown"/>
/// may mean that the reader has the message already.
/// </summary>
internal abstract record MailResult
{
    private MailResult()
    {
    }

    /// <summary>The server took responsibility: 2xx after the final dot (RFC 5321 section 4.2.5). Which one, where there is one.</summary>
    public sealed record Accepted(string Text, string? Server = null) : MailResult;

    /// <summary>4xx to RCPT, DATA or the final dot: try this one again later (RFC 5321 section 4.2.1, RFC 3463 class 4).</summary>
    public sealed record Deferred(int Code, string? Enhanced, string Text) : MailResult;

    /// <summary>5xx to RCPT, DATA or the final dot, or a message the server said beforehand that it cannot take (its SIZE,
    /// RFC 1870; no SMTPUTF8, RFC 6531 section 3.2). Trying again gives the same answer.</summary>
    public sealed record Refused(int Code, string? Enhanced, string Text) : MailResult;

    /// <summary>
    /// Nothing was taken and the server as a whole is the reason: connect, greeting, TLS (RFC 3207, RFC 8314), EHLO,
    /// AUTH (RFC 4954), MAIL FROM, or 421 at any point (RFC 5321 section 3.8).
    /// <see cref="DuringMessage"/> is set when the server took MAIL FROM and then gave up on a fresh connection: set this message aside for
    /// the pause, since it may itself be what the server chokes on.
    /// </summary>
    public sealed record ServerUnavailable(string Reason, bool DuringMessage = false) : MailResult;

    /// <summary>The connection was lost after the final dot was sent (RFC 5321 section 4.5.3.2.6, RFC 1047): it may have been delivered.</summary>
    public sealed record Unknown(string Reason) : MailResult;

    /// <summary>The connection was lost before the final dot was sent: this message was certainly not delivered.</summary>
    public sealed record Dropped(string Reason) : MailResult;
}
