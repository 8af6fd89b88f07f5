namespace StatusPage.Mail;

/// <summary>One line of a conversation; secrets are masked.</summary>
internal sealed record TranscriptLine(TimeSpan At, bool FromServer, string Text);

internal sealed record MailCheck(MailResult Result, IReadOnlyList<TranscriptLine> Conversation);

/// <summary>Sends one message on a connection of its own and shows what was said: the console's "mail settings check".</summary>
internal static class SmtpProbe
{
    public static Task<MailCheck> SendTestAsync(SmtpOptions options, MailEnvelope envelope, TimeProvider time, CancellationToken cancellationToken) =>
        throw new NotSupportedException(options.Host + time + envelope + cancellationToken);
}
