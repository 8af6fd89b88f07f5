namespace StatusPage.Mail.Reports;

/// <summary>What a server or a reader's provider says of a message that was sent earlier.</summary>
/// <param name="SentTo">Where the report itself was sent, by its headers.</param>
/// <param name="Original">The headers of the message it is about, as far as it shows them.</param>
/// <param name="Fingerprint">The same when the same report comes twice.</param>
internal abstract record MailReport(
    IReadOnlyList<string> SentTo, IReadOnlyList<KeyValuePair<string, string>> Original, string Fingerprint);

/// <summary>A delivery status notification (RFC 3464).</summary>
internal sealed record DeliveryReport(
    IReadOnlyList<string> SentTo, IReadOnlyList<KeyValuePair<string, string>> Original, string Fingerprint, IReadOnlyList<RecipientStatus> Recipients)
    : MailReport(SentTo, Original, Fingerprint)
{
    /// <summary>Of a message to one reader: what is final before what is not.</summary>
    public RecipientStatus Decisive => Recipients.FirstOrDefault(r => r.Class != BounceClass.Transient) ?? Recipients[0];
}

/// <summary>A complaint in the abuse reporting format (RFC 5965): somebody pressed "this is spam".</summary>
/// <param name="SentTo">Where the report itself was sent, by its headers.</param>
/// <param name="Original">The headers of the message it is about, as far as it shows them.</param>
/// <param name="Fingerprint">The same when the same report comes twice.</param>
/// <param name="FeedbackType">In lower case: abuse, fraud, not-spam …</param>
internal sealed record ComplaintReport(
    IReadOnlyList<string> SentTo, IReadOnlyList<KeyValuePair<string, string>> Original, string Fingerprint, string FeedbackType)
    : MailReport(SentTo, Original, Fingerprint)
{
    /// <summary>Whether its reader wants no more of it. Other kinds praise, or report what a filter found.</summary>
    public bool WantsNoMore => FeedbackType is "abuse" or "fraud" or "opt-out" or "opt-out-list";
}

/// <summary>What happened to one recipient, each as the reporting server wrote it, without the type before the semicolon.</summary>
internal sealed record RecipientStatus(string? Action, string? Status, string? Diagnostic, string? FinalRecipient, string? OriginalRecipient, string? RemoteMta)
{
    public BounceClass Class => EnhancedStatus.Classify(Action, Status, Diagnostic);
}

internal enum BounceClass
{
    /// <summary>Not final: it is still being tried, or was delivered.</summary>
    Transient,

    /// <summary>There is no such address or domain.</summary>
    Hard,

    /// <summary>Its mailbox is full.</summary>
    Full,

    /// <summary>The receiver does not want this message.</summary>
    Policy,

    /// <summary>Given up on for another reason.</summary>
    Permanent,
}
