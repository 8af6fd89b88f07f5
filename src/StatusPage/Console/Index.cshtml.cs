using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Data;

namespace StatusPage.Console;

/// <summary>What is open, what is owed, and whether anything stands in the way of saying it.</summary>
internal sealed class DashboardModel(Database database, LedgerService ledger) : ConsolePage
{
    public IReadOnlyList<Incident> Open { get; private set; } = [];

    public QueueState Queue { get; private set; } = new(0, 0, null, null);

    public override async Task Load()
    {
        Open = await database.Read(IncidentStore.Unresolved, Cancellation);
        Queue = await ledger.Queue();
    }
}
