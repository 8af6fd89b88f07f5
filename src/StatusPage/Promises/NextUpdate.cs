using StatusPage.Incidents;

namespace StatusPage.Promises;

/// <summary>The promise of the next word, derived from the updates: each one may promise when the next comes, and the next one keeps it or comes late.</summary>
/// <param name="Due">By when the next update was promised.</param>
internal sealed record NextUpdate(DateTimeOffset Due)
{
    /// <summary>The promise that stands now; null when the incident is over or its last update promised nothing.</summary>
    public static NextUpdate? Of(Incident incident) =>
        !incident.IsResolved && incident.Latest.NextUpdateBy is { } due ? new(due) : null;

    public bool IsLate(DateTimeOffset now) => now >= Due;

    public TimeSpan Lateness(DateTimeOffset now) => IsLate(now) ? now - Due : TimeSpan.Zero;
}
