namespace StatusPage.Mail;

/// <summary>An address and the name people see beside it. The address is local@domain, without brackets.</summary>
internal sealed record Mailbox(string Address, string? Name = null);

/// <summary>
/// One message to one reader, as its author thinks of it. <see cref="MailComposer"/> turns it into bytes; the same
/// values always give the same bytes, so that a resend is the same message.
/// </summary>
internal sealed record MailMessage
{
    public required Mailbox From { get; init; }
    public required Mailbox To { get; init; }
    public Mailbox? ReplyTo { get; init; }
    public required string Subject { get; init; }

    /// <summary>The plain text, with any line ends.</summary>
    public required string Text { get; init; }

    /// <summary>With it the message is multipart/alternative, text first (RFC 2046 section 5.1.4).</summary>
    public string? Html { get; init; }

    /// <summary>local@domain, without the angle brackets (RFC 5322 section 3.6.4).</summary>
    public required string MessageId { get; init; }

    /// <summary>Message ids, oldest first, without brackets; the last one is also In-Reply-To.</summary>
    public IReadOnlyList<string> References { get; init; } = [];

    public required DateTimeOffset Date { get; init; }

    /// <summary>The dotted identifier of RFC 2919 without brackets: "updates.status.example.com".</summary>
    public string? ListId { get; init; }

    /// <summary>An https address that answers the one-click POST of RFC 8058.</summary>
    public string? ListUnsubscribe { get; init; }

    /// <summary>Says List-Unsubscribe-Post too. Off only where the address asks a question first.</summary>
    public bool OneClick { get; init; } = true;

    /// <summary>Auto-Submitted: auto-generated (RFC 3834), so that nobody's out-of-office answers.</summary>
    public bool AutoSubmitted { get; init; } = true;

    /// <summary>Colon-separated words by which large receivers group complaints.</summary>
    public string? FeedbackId { get; init; }

    /// <summary>Further unstructured headers. None that has a property of its own here.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> ExtraHeaders { get; init; } = [];

    /// <summary>The envelope sender, where bounces go; empty means <see cref="From"/>'s address.</summary>
    public string? ReturnPath { get; init; }
}

/// <summary>A field that cannot go into a message: a line break or NUL in it, or not what the field's grammar allows.</summary>
internal sealed class MailFormatException(string field, string problem) : FormatException($"{field}: {problem}")
{
    public string Field { get; } = field;
}
