using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;
using StatusPage.Promises;
using StatusPage.Reports;

namespace StatusPage.Publishing;

/// <summary>All that a publication is made of, as the database had it at one moment.</summary>
/// <param name="Site">The site; its version is the publication's.</param>
/// <param name="At">When it was read: what the page says it was confirmed at.</param>
/// <param name="Catalogue">Components and groups.</param>
/// <param name="Uptimes">90 days, by component id.</param>
/// <param name="Unresolved">Newest first.</param>
/// <param name="Recent">The newest 50, resolved or not.</param>
/// <param name="Fortnight">Those that began within the past 14 days of the page's zone, newest first.</param>
internal sealed record SiteSnapshot(
    Site Site,
    DateTimeOffset At,
    Catalogue Catalogue,
    IReadOnlyDictionary<string, Uptime> Uptimes,
    IReadOnlyList<Incident> Unresolved,
    IReadOnlyList<Incident> Recent,
    IReadOnlyList<Incident> Fortnight)
{
    public const int UptimeDays = 90;
    public const int RecentCount = 50;
    public const int FortnightDays = 14;

    private const int MostJustResolved = 20;

    /// <summary>When the oldest incident began, if there is one: how far back the history goes.</summary>
    public DateTimeOffset? Oldest { get; init; }

    /// <summary>Every promise that is open, the earliest due first.</summary>
    public IReadOnlyList<Promise> Promised { get; init; } = [];

    /// <summary>What ended without the final report that was promised for by now: names by id.</summary>
    public IReadOnlyDictionary<string, string> OwingReport { get; init; } = new Dictionary<string, string>();

    /// <summary>By the incident's id, of those in the present.</summary>
    public IReadOnlyDictionary<string, IncidentFacts> Facts { get; init; } = new Dictionary<string, IncidentFacts>();

    /// <summary>Which incidents of the lists have a final report, by their ids.</summary>
    public IReadOnlyDictionary<string, PublishedReport> Reports { get; init; } = new Dictionary<string, PublishedReport>();

    /// <summary>Set while the database does not answer: since when nothing could be confirmed. A page then claims no health.</summary>
    public DateTimeOffset? UnconfirmedSince { get; init; }

    /// <summary>
    /// Those whose pages are part of the publication: what is not resolved, and the newest of what was within a day, since the mails
    /// that tell of a recovery bring their readers there.
    /// </summary>
    public IReadOnlyList<Incident> InThePresent { get; } =
    [
        .. Unresolved,
        .. Recent.Concat(Fortnight).DistinctBy(i => i.Id).Where(i => i.ResolvedAt >= At.AddDays(-1)).OrderByDescending(i => i.ResolvedAt).Take(MostJustResolved),
    ];

    /// <summary>With what is owed, as it was counted last.</summary>
    public SiteSnapshot Counted(IReadOnlyDictionary<string, Totals> owed) =>
        this with { Facts = Facts.ToDictionary(f => f.Key, f => f.Value with { Owed = owed.GetValueOrDefault(f.Key) }) };

    public IncidentFacts FactsOf(Incident incident) => Facts.GetValueOrDefault(incident.Id, IncidentFacts.None);

    public Rollup Status { get; } = Rollup.Of([.. Catalogue.Components.Select(c => c.Status)]);
}

/// <summary>Reads a snapshot in one session, with the same few statements however long the history.</summary>
internal sealed class SnapshotReader(Database database, SiteStore sites)
{
    public Task<SiteSnapshot> Read(DateTimeOffset now, CancellationToken cancellation = default) =>
        database.Read(async session =>
        {
            // The version comes first: a change between the statements raises it again, and the next turn reads anew.
            var site = await sites.Get(session);
            var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, site.Zone).DateTime);
            var catalogue = await ComponentStore.All(session);
            var history = await ComponentStore.History(session, Uptime.Midnight(today.AddDays(1 - SiteSnapshot.UptimeDays), site.Zone));
            var uptimes = catalogue.Components.ToDictionary(
                c => c.Id,
                c => Uptime.Of([.. history[c.Id]], FirstDay(c, today, site.Zone), SiteSnapshot.UptimeDays, now, site.Zone));
            var recent = await IncidentStore.Newest(session, SiteSnapshot.RecentCount);
            var promised = await PromiseStore.Open(session);
            var snapshot = new SiteSnapshot(
                site, now, catalogue, uptimes,
                await IncidentStore.Unresolved(session),
                recent,
                await Since(session, Uptime.Midnight(today.AddDays(1 - SiteSnapshot.FortnightDays), site.Zone), recent, now))
            {
                Oldest = await IncidentStore.Oldest(session),
                Promised = promised,
                OwingReport = await IncidentStore.Names(session, [.. promised.Where(p => p.Kind == PromiseKind.Report && p.IsLate(now)).Select(p => p.IncidentId)]),
            };
            return snapshot with
            {
                Facts = await IncidentFacts.Read(session, snapshot.InThePresent),
                Reports = await ReportStore.Published(session, [.. recent.Concat(snapshot.Unresolved).Concat(snapshot.Fortnight).Select(i => i.Id).Distinct()]),
            };
        }, cancellation);

    /// <summary>Mostly among the newest already; only a bad fortnight has more.</summary>
    private static async Task<IReadOnlyList<Incident>> Since(DbSession session, DateTimeOffset from, IReadOnlyList<Incident> newest, DateTimeOffset now) =>
        newest.Count < SiteSnapshot.RecentCount || newest[^1].CreatedAt < from
            ? [.. newest.Where(i => i.CreatedAt >= from)]
            : await IncidentStore.Between(session, from, now.AddMinutes(1));

    /// <summary>A start date before or after the days shown is as good as their edge, whatever it is.</summary>
    private static DateTimeOffset FirstDay(Component component, DateOnly today, TimeZoneInfo zone)
    {
        if (component.Fields.StartDate is not { } day)
        {
            return component.CreatedAt;
        }

        var (first, last) = (today.AddDays(1 - SiteSnapshot.UptimeDays), today.AddDays(1));
        return Uptime.Midnight(day < first ? first : day > last ? last : day, zone);
    }
}
