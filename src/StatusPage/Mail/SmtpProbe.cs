namespace StatusPage.Mail;

/// <summary>One line of a conversation, secrets masked, and how long after its start it was said.</summary>
internal sealed record TranscriptLine(TimeSpan At, bool FromServer, string Text);

internal sealed record MailCheck(MailResult Result, IReadOnlyList<TranscriptLine> Conversation);

/// <summary>Sends one message on a connection of its own and shows what was said: the console's "mail settings check".</summary>
internal static class SmtpProbe
{
    public static async Task<MailCheck> SendTestAsync(SmtpOptions options, MailEnvelope envelope, TimeProvider time, CancellationToken cancellationToken)
    {
        var lines = new List<TranscriptLine>();
        var started = time.GetTimestamp();
        void Trace(bool fromServer, string text)
        {
            lock (lines)
            {
                lines.Add(new TranscriptLine(time.GetElapsedTime(started), fromServer, text));
            }
        }

        MailResult result;
        try
        {
            await using var connection = await SmtpConnection.OpenAsync(options, time, Trace, cancellationToken);
            result = (await new SmtpTransaction(connection, envelope, reused: false, pipeline: false).RunAsync(cancellationToken))!;
            if (connection.Usable)
            {
                await connection.QuitAsync();
            }
        }
        catch (SmtpUnavailableException unavailable)
        {
            result = new MailResult.ServerUnavailable(unavailable.Message);
        }

        lock (lines)
        {
            return new MailCheck(result, [.. lines]);
        }
    }
}
