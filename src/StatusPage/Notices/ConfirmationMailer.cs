using StatusPage.Mail;
using StatusPage.Notices.Letters;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>Sends the links by which people confirm that an address is theirs. Somebody waits for it in front of a screen, so it has its own way past the queue.</summary>
internal sealed partial class ConfirmationMailer(
    Confirmations confirmations, SiteStore sites, LinkTokens links, ComponentRenderer renderer, Mailer mailer, ServerGate gate,
    ChangeSignal signal, TimeProvider time, ILogger<ConfirmationMailer> logger) : Loop(signal, time, logger)
{
    private const int Group = 50;
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly ILogger logger = logger;
    private readonly TimeProvider time = time;

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        await gate.WaitForTry(stopping);
        var wanted = await confirmations.WantedConfirmations(gate.IsOpen ? Group : 1, stopping);
        foreach (var one in wanted)
        {
            await Send(one, stopping);
        }

        return wanted.Count == Group ? TimeSpan.Zero : null;
    }

    private async Task Send(WantedConfirmation wanted, CancellationToken stopping)
    {
        if (await Write(wanted, stopping) is not { } message)
        {
            return;
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
            await confirmations.PostponeConfirmation(wanted.SubscriptionId, TimeSpan.FromSeconds(1), stopping);
            return;
        }

        gate.Up();
        if (result is MailResult.Accepted or MailResult.Refused or MailResult.Unknown)
        {
            await confirmations.MarkConfirmationSent(wanted.SubscriptionId, stopping);
        }
        else
        {
            await confirmations.PostponeConfirmation(wanted.SubscriptionId, Pause, stopping);
        }

        if (result is not MailResult.Accepted)
        {
            Log.NotAccepted(logger, wanted.SubscriptionId, result.GetType().Name);
        }
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
        var kind = token is null ? "known" : "confirm";
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
            Date = time.Now(),
        };
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The confirmation mail of subscription {Subscription} was not accepted: {Result}.")]
        public static partial void NotAccepted(ILogger logger, string subscription, string result);
    }
}
