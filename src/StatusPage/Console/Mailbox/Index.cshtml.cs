using Microsoft.AspNetCore.Mvc;
using StatusPage.Mail;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Mailbox;

/// <summary>How mail is sent, whether it works, and, without a server, what would have been sent.</summary>
internal sealed class IndexModel(MailSettings settings, Mailer mailer, PickupMailbox mailbox, TimeProvider time, DkimSigner? signer = null) : ConsolePage
{
    public const int Shown = 200;

    public MailSettings Settings => settings;

    /// <summary>What has to stand in DNS, so that signatures can be checked.</summary>
    public string? DkimRecord { get; } = signer?.DnsRecord;

    public string To => Posted("to") ?? User.FindFirst(System.Security.Claims.ClaimTypes.Email)?.Value ?? "";

    public string? Outcome { get; private set; }

    public bool Accepted { get; private set; }

    public IReadOnlyList<TranscriptLine> Conversation { get; private set; } = [];

    public IReadOnlyList<PickupEntry> Messages { get; private set; } = [];

    public override Task Load()
    {
        Messages = settings.Smtp is null ? mailbox.List(Shown) : [];
        return Task.CompletedTask;
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!MailAddress.TryNormalize(Text("to"), out var to))
        {
            throw new InvalidInputException("to", "must be an e-mail address such as name@example.com.");
        }

        var message = new MailMessage
        {
            From = mailer.From,
            To = new(to),
            Subject = Context["test.subject", Context.Site.Name],
            Text = Context["test.text", Context.Site.Name, Context.Full(Context.Now)],
            MessageId = $"{Ids.New()}@{new Uri(Context.Site.Url).Host}",
            Date = Context.Now,
        };
        MailResult result;
        if (settings.Smtp is { } smtp)
        {
            var check = await SmtpProbe.SendTestAsync(smtp, mailer.Compose(message), time, Cancellation);
            (result, Conversation) = (check.Result, check.Conversation);
        }
        else
        {
            result = await mailer.SendAsync(message, Cancellation);
        }

        Accepted = result is MailResult.Accepted;
        Outcome = Describe(result);
        await Load();
        return Page();
    }

    private string Describe(MailResult result) => result switch
    {
        MailResult.Accepted accepted => Context["mail.accepted", accepted.Text],
        MailResult.Deferred deferred => Context["mail.deferred", deferred.Text],
        MailResult.Refused refused => Context["mail.refused", refused.Text],
        MailResult.ServerUnavailable away => Context["mail.unavailable", away.Reason],
        MailResult.Unknown unknown => Context["mail.unknown", unknown.Reason],
        MailResult.Dropped dropped => Context["mail.dropped", dropped.Reason],
        _ => throw new InvalidOperationException($"{result.GetType().Name} has no words."),
    };
}
