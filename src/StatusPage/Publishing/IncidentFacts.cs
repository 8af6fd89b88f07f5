using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Data;
using StatusPage.Promises;
using StatusPage.Recovery;
using StatusPage.Reports;

namespace StatusPage.Publishing;

/// <summary>What the public reads of an incident beside what was said of it.</summary>
internal sealed record IncidentFacts
{
    public static readonly IncidentFacts None = new();

    /// <summary>The published recovery plan.</summary>
    public RecoveryPlan? Plan { get; init; }

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Promise> Promises { get; init; } = [];

    /// <summary>What was told beside updates, oldest first.</summary>
    public IReadOnlyList<Announcement> Announcements { get; init; } = [];

    /// <summary>The final report, with its text.</summary>
    public PublishedReport? Report { get; init; }

    /// <summary>Who was told and is owed a word, in numbers; null while that was not counted.</summary>
    public Totals? Owed { get; init; }

    /// <summary>When one of the promises comes due that is not yet.</summary>
    public DateTimeOffset? NextDue(DateTimeOffset now) => Promises.Where(p => p.IsOpen && p.Due > now).Min(p => (DateTimeOffset?)p.Due);

    /// <summary>One statement a table, however many incidents.</summary>
    public static async Task<IReadOnlyDictionary<string, IncidentFacts>> Read(DbSession session, IReadOnlyCollection<Incident> incidents)
    {
        var ids = incidents.Select(i => i.Id).Distinct().ToList();
        var plans = await RecoveryPlanStore.Current(session, ids);
        var promises = await PromiseStore.Of(session, ids);
        var announcements = await AnnouncementStore.Of(session, ids);
        var reports = await ReportStore.Published(session, ids, withText: true);
        return ids.ToDictionary(id => id, id => new IncidentFacts
        {
            Plan = plans.GetValueOrDefault(id), Promises = [.. promises[id]], Announcements = [.. announcements[id]], Report = reports.GetValueOrDefault(id),
        });
    }
}
