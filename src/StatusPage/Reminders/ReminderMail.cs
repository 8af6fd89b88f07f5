using StatusPage.Mail;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Promises;

namespace StatusPage.Reminders;

/// <summary>What an operator is sent. Operators have no language of their own; the site's first is theirs.</summary>
internal static class ReminderMail
{
    public static MailMessage Of(ReminderKey key, Promise promise, string incidentName, Operator reader, Site site, string language, Mailbox from, DateTimeOffset now)
    {
        var words = Texts.Of<ReminderTexts>(language);
        var what = words[$"what.{promise.Kind.Wire()}"];
        var due = $"{MomentText.DayAndClock(promise.Due, site.Zone, language)} {MomentText.ZoneName(site.Zone, promise.Due)}";
        var late = now - promise.Due;
        // Up to the first minute it is due, not late: the reminder itself takes some seconds.
        var subject = late < TimeSpan.Zero ? words["subject.soon", site.Name, MomentText.Near(promise.Due, now, site.Zone, language), what, incidentName]
            : late < TimeSpan.FromMinutes(1) ? words["subject.due", site.Name, what, incidentName]
            : words["subject.late", site.Name, MomentText.Span(late, language), what, incidentName];
        IEnumerable<string> lines =
        [
            words["said", due, what],
            words["incident", incidentName],
            .. late >= TimeSpan.FromMinutes(1) ? [words["late", MomentText.Span(late, language)]] : Array.Empty<string>(),
            .. promise.IsOpen ? [] : new[] { words["silent"] },
            "",
            words[$"act.{promise.Kind.Wire()}"],
            words["open", $"{site.Url}/console/incidents/{promise.IncidentId}"],
            "",
            words["why", site.Name],
        ];
        return new()
        {
            From = new(from.Address, from.Name ?? site.Name),
            To = new(reader.Email),
            Subject = subject,
            Text = string.Join('\n', lines) + "\n",
            // The same reminder sent twice, after a crash in the middle, is the same message.
            MessageId = $"reminder.{key.PromiseId}.{key.Number}.{key.OperatorId}@{from.Address[(from.Address.LastIndexOf('@') + 1)..]}",
            Date = now,
        };
    }
}
