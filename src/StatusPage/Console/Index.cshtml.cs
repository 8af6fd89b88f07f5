using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Data;
using StatusPage.Promises;

namespace StatusPage.Console;

/// <summary>What is open, what is owed, and whether anything stands in the way of saying it.</summary>
internal sealed class DashboardModel(Database database, LedgerService ledger) : ConsolePage
{
    // Long enough that nobody overlooks it, short enough that what nobody can tell any more is not asked for ever.
    private static readonly TimeSpan Asked = TimeSpan.FromDays(30);
    private const int MostAsked = 20;

    /// <summary>What was called over without a word on what was checked.</summary>
    public IReadOnlyList<Incident> NotStated { get; private set; } = [];

    public IReadOnlyList<Incident> Open { get; private set; } = [];

    /// <summary>What was promised by now and has not come, the longest late first.</summary>
    public IReadOnlyList<LatePromise> Late { get; private set; } = [];

    /// <summary>Reports that are promised, the first due first.</summary>
    public IReadOnlyList<DueReport> Reports { get; private set; } = [];

    public QueueState Queue { get; private set; } = new(0, 0, null, null);

    public override async Task Load()
    {
        Open = await database.Read(IncidentStore.Unresolved, Cancellation);
        Late = await database.Read(session => LatePromise.All(session, Open, Context.Now), Cancellation);
        NotStated = await database.Read(session => RecoveryStore.NotStated(session, Context.Now - Asked, MostAsked), Cancellation);
        Reports = await database.Read(DueReports, Cancellation);
        Queue = await ledger.Queue();
    }

    private static async Task<IReadOnlyList<DueReport>> DueReports(DbSession session)
    {
        var promised = (await PromiseStore.Open(session)).Where(p => p.Kind == PromiseKind.Report).Take(MostAsked).ToList();
        var names = await IncidentStore.Names(session, [.. promised.Select(p => p.IncidentId)]);
        return [.. promised.Where(p => names.ContainsKey(p.IncidentId)).Select(p => new DueReport(p.IncidentId, names[p.IncidentId], p.Due))];
    }
}

internal sealed record DueReport(string IncidentId, string Name, DateTimeOffset Due);
