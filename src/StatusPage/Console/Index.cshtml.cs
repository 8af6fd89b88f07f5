using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Data;

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

    public QueueState Queue { get; private set; } = new(0, 0, null, null);

    public override async Task Load()
    {
        Open = await database.Read(IncidentStore.Unresolved, Cancellation);
        Late = await database.Read(session => LatePromise.All(session, Open, Context.Now), Cancellation);
        NotStated = await database.Read(session => RecoveryStore.NotStated(session, Context.Now - Asked, MostAsked), Cancellation);
        Queue = await ledger.Queue();
    }
}
