using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Publishing;

/// <summary>
/// Counts what is owed for the public documents, beside publishing and at its own pace: to count a million deliveries takes a while, and no
/// publication waits for that.
/// </summary>
internal sealed class OwedCounter(CurrentPublication current, Database database, ChangeSignal signal, TimeProvider time, ILogger<OwedCounter> logger) : Loop(signal, time, logger)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(20);

    // What takes long to count is counted seldom, so that counting never takes more than a small part of the database's time.
    private const int PauseForEffort = 50;

    private readonly TimeProvider time = time;
    private readonly Dictionary<string, DateTimeOffset> again = [];

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        var present = current.Publication?.Snapshot.InThePresent.Select(i => i.Id).ToList() ?? [];
        foreach (var gone in current.Owed.Keys.Except(present))
        {
            current.Owed.TryRemove(gone, out _);
            again.Remove(gone);
        }

        foreach (var id in present.Where(id => !again.TryGetValue(id, out var due) || time.Now() >= due))
        {
            var began = TimeProvider.System.GetTimestamp();
            current.Owed[id] = await database.Read(session => LedgerStore.Totals(session, id), stopping);
            var pause = TimeProvider.System.GetElapsedTime(began) * PauseForEffort;
            again[id] = time.Now() + (pause > Fresh ? pause : Fresh);
        }

        return null;
    }
}
