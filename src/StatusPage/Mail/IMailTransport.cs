namespace StatusPage.Mail;

/// <summary>A finished message and whom it goes to. The content ends with CRLF and is not dot-stuffed.</summary>
internal sealed record MailEnvelope(string ReturnPath, string Recipient, ReadOnlyMemory<byte> Content);

/// <summary>
/// Hands messages to whatever carries them. The one seam of this folder: another mail library takes its place by
/// implementing this.
/// </summary>
/// <remarks>
/// Used by many workers at once. Never throws for what a server says or does: that is the result's to tell. A cancelled
/// call throws <see cref="OperationCanceledException"/> only while nothing of the message can have been taken.
/// </remarks>
internal interface IMailTransport
{
    Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken);
}
