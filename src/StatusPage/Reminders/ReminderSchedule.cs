using StatusPage.Incidents;
using StatusPage.Promises;

namespace StatusPage.Reminders;

/// <summary>When operators are reminded of a promise: 5 minutes before it is due, when it is, and every 15 minutes after. Of a report a day before, when it is due, and daily.</summary>
internal static class ReminderSchedule
{
    private static readonly TimeSpan ReportLead = TimeSpan.FromDays(1);

    /// <summary>How long before any promise is due its first reminder may come.</summary>
    public static TimeSpan LongestLead => ReportLead;

    /// <summary>The number of the reminder that is the newest now; 0 for none yet. Earlier ones that were missed are not made up for.</summary>
    public static int Number(Promise promise, DateTimeOffset now)
    {
        var (lead, every) = promise.Kind == PromiseKind.Report ? (ReportLead, TimeSpan.FromDays(1)) : (TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(15));
        var late = now - promise.Due;
        // Who promised something within the lead knows of it.
        return late >= TimeSpan.Zero ? 2 + (int)(late / every)
            : late >= -lead && promise.MadeAt <= promise.Due - lead ? 1
            : 0;
    }
}
