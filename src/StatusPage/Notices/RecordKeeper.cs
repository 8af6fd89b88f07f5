using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Promises.Record;

namespace StatusPage.Notices;

/// <summary>Notes in the record when nobody who was told of an incident is owed its recovery any more: once for a recovery, whichever node comes first.</summary>
internal sealed class RecordKeeper(Database database, ChangeSignal signal, TimeProvider time, ILogger<RecordKeeper> logger) : Loop(signal, time, logger)
{
    private const int Page = 1000;

    /// <summary>Adding up a large told set takes seconds. Where the result was that somebody is owed although nothing is under way, it is not asked again at once.</summary>
    private static readonly TimeSpan AfterInVain = TimeSpan.FromMinutes(1);

    private readonly TimeProvider time = time;

    /// <summary>The update that published the recovery, by incident, of which it is not noted that all were told.</summary>
    private readonly Dictionary<string, string> recovered = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> notBefore = new(StringComparer.Ordinal);
    private long read;

    /// <summary>Notes what there is to note now.</summary>
    public async Task Keep(CancellationToken cancellation)
    {
        await database.Read(ReadOn, cancellation);
        foreach (var (incidentId, updateId) in recovered.ToList())
        {
            if (!(notBefore.GetValueOrDefault(incidentId) > time.Now()) && await database.Read(session => LedgerStore.IsSettled(session, updateId), cancellation))
            {
                await Note(incidentId, updateId, cancellation);
            }
        }
    }

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        await Keep(stopping);
        return null;
    }

    private async Task Note(string incidentId, string updateId, CancellationToken cancellation)
    {
        var (totals, toldAt) = await database.Read(async session => (await LedgerStore.Totals(session, incidentId), await LedgerStore.LastTold(session, updateId)), cancellation);
        if (totals.Owed > 0)
        {
            notBefore[incidentId] = time.Now() + AfterInVain;
            return;
        }

        await database.Write(async session =>
        {
            // The lock that continuing the chain needs comes first: the incident may have been opened again, or another node have noted it.
            var now = time.Now();
            await session.RaiseSiteVersion(now);
            if (Standing(await RecordStore.Of(session, incidentId)) == updateId)
            {
                await RecordStore.Append(session, RecordEntry.AllTold(incidentId, updateId, toldAt, [
                    ("told", totals.Told), ("recovered", totals.Recovered), ("released", totals.Released), ("exhausted", totals.Exhausted), ("written_off", totals.WrittenOff),
                ]), now);
            }
        }, cancellation);
        notBefore.Remove(incidentId);
    }

    /// <summary>The recovery that stands and of which it is not noted that all were told; null for none.</summary>
    private static string? Standing(IEnumerable<ChainedEntry> entries) => entries.Aggregate((string?)null, After);

    private static string? After(string? standing, ChainedEntry entry) => entry.Kind switch
    {
        "recovered" => RecordFact.Parse(entry.Entry)?["update"],
        "reopened" or "merged" or "all_told" => null,
        _ => standing,
    };

    private async Task<bool> ReadOn(DbSession session)
    {
        while (await RecordStore.After(session, read, Page) is { Count: > 0 } entries)
        {
            foreach (var entry in entries)
            {
                var standing = After(recovered.GetValueOrDefault(entry.IncidentId), entry);
                if (standing is null)
                {
                    recovered.Remove(entry.IncidentId);
                }
                else
                {
                    recovered[entry.IncidentId] = standing;
                }
            }

            read = entries[^1].Seq;
        }

        return true;
    }
}
