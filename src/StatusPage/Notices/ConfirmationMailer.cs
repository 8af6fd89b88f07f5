using StatusPage.Mail;
using StatusPage.Notices.Bounces;
using StatusPage.Notices.Letters;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>Sends the links by which people confirm that an address is theirs. Somebody waits for it in front of a screen, so it has its own way past the queue.</summary>
internal sealed partial class ConfirmationMailer(
    Confirmations confirmations, SiteStore sites, LinkTokens links, ComponentRenderer renderer, Mailer mailer, ReturnPaths returns, ServerGate gate,
    ChangeSignal signal, TimeProvider time, ILogger<ConfirmationMailer> logger) : Loop(signal, time, logger)
{
    private const int Group = 20;
    private const int AtOnce = 4;
    private static readonly TimeSpan ServerPause = TimeSpan.FromSeconds(1);

    private readonly ILogger logger = logger;
    private readonly TimeProvider time = time;

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        await gate.WaitForTry(stopping);
        var wanted = await confirmations.WantedConfirmations(gate.IsOpen ? Group : 1, stopping);
        var away = false;
        await Parallel.ForEachAsync(wanted, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = stopping }, async (one, cancellation) =>
        {
            if (Volatile.Read(ref away))
            {
                await confirmations.PostponeConfirmation(one.SubscriptionId, ServerPause, cancellation);
            }
            else if (!await Send(one, cancellation))
            {
                Volatile.Write(ref away, true);
            }
        });

        return wanted.Count == Group ? TimeSpan.Zero : null;
    }

    /// <summary>False when it was the server as a whole that could not be reached.</summary>
    private async Task<bool> Send(WantedConfirmation wanted, CancellationToken stopping)
    {
        if (await Write(wanted, stopping) is not { } message)
        {
            return true;
        }

        MailResult result;
        try
        {
            result = await mailer.SendAsync(message, stopping);
        }
        catch (MailFormatException e)
        {
            result = new MailResult.Refused(0, null, e.Message);
        }

        if (result is MailResult.ServerUnavailable away)
        {
            gate.Down(away.Reason);
            // Given up on in the middle, the message itself may be what the server chokes on: others go first.
            await (away.DuringMessage
                ? confirmations.DeferConfirmation(wanted, stopping)
                : confirmations.PostponeConfirmation(wanted.SubscriptionId, ServerPause, stopping));
            return false;
        }

        gate.Up();
        if (result is MailResult.Accepted or MailResult.Refused or MailResult.Unknown)
        {
            await confirmations.MarkConfirmationSent(wanted.SubscriptionId, stopping);
        }
        else if (!await confirmations.DeferConfirmation(wanted, stopping))
        {
            Log.GivenUp(logger, wanted.SubscriptionId);
        }

        if (result is not MailResult.Accepted)
        {
            Log.NotAccepted(logger, wanted.SubscriptionId, result.GetType().Name);
        }

        return true;
    }

    private async Task<MailMessage?> Write(WantedConfirmation wanted, CancellationToken stopping)
    {
        var site = await sites.Get(stopping);
        var words = Texts.Of<LetterTexts>(wanted.Language);
        var token = wanted.IsActive ? null : await confirmations.IssueConfirmationToken(wanted.SubscriptionId, stopping);
        if (token is null && !wanted.IsActive)
        {
            return null;
        }

        var link = token is null ? $"{site.Url}/manage/{links.ManageToken(wanted.SubscriptionId)}" : $"{site.Url}/subscribe/confirm/{token}";
        var ends = time.Now() + Subscription.LinkLifetime;
        var until = token is null ? null
            : words["confirm.until", $"{MomentText.DayAndClock(ends, site.Zone, wanted.Language)} {MomentText.ZoneName(site.Zone, ends)}"];
        var kind = token is null ? "known" : wanted.ReplacesId is null ? "confirm" : "replace";
        var letter = new ConfirmationLetter(
            words, words[$"subject.{kind}", site.Name], site.Name, words[$"{kind}.first", site.Name], words[token is null ? "manage" : "confirm.act"], link, until, words[$"{kind}.ignore"]);
        return new()
        {
            From = new(mailer.From.Address, mailer.From.Name ?? site.Name),
            To = new(wanted.Address),
            Subject = letter.Subject,
            Text = letter.ToText(),
            Html = await renderer.Render(ConfirmationMail.View(letter)),
            MessageId = $"confirm.{Ids.New()}@{LetterBox.Domain(mailer.From.Address)}",
            ReturnPath = returns.OfConfirmation(wanted.SubscriptionId),
            Date = time.Now(),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The confirmation mail of subscription {Subscription} was not accepted: {Result}.")]
        public static partial void NotAccepted(ILogger logger, string subscription, string result);

        [LoggerMessage(2, LogLevel.Warning, "The confirmation mail of subscription {Subscription} was put off for longer than its link would last, and is not tried again.")]
        public static partial void GivenUp(ILogger logger, string subscription);
    }
}
