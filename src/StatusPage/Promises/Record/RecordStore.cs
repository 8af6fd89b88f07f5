using StatusPage.Platform.Data;

namespace StatusPage.Promises.Record;

/// <summary>The SQL of the record. There is none that changes or deletes.</summary>
internal static class RecordStore
{
    /// <summary>Adds an entry in the caller's transaction.</summary>
    public static async Task Append(DbSession session, RecordEntry entry, DateTimeOffset now)
    {
        // Takes the lock on the site first: two transactions never continue the same hash.
        await session.RaiseSiteVersion(now);
        var last = await session.First<Row>("SELECT seq, at, incident_id, kind, entry, hash FROM record_entry ORDER BY seq DESC LIMIT 1");
        var seq = (last?.Seq ?? 0) + 1;
        var canonical = RecordChain.Canonical(seq, now, entry);
        await session.Execute(
            "INSERT INTO record_entry (seq, at, incident_id, kind, entry, hash) VALUES (@seq, @now, @IncidentId, @Kind, @canonical, @hash)",
            new { seq, now, entry.IncidentId, entry.Kind, canonical, hash = RecordChain.Hash(last?.Hash ?? RecordChain.Origin, canonical) });
    }

    /// <summary>Entries after one, in their order.</summary>
    public static async Task<IReadOnlyList<ChainedEntry>> After(DbSession session, long seq, int limit) =>
        [.. (await session.Query<Row>(
            "SELECT seq, at, incident_id, kind, entry, hash FROM record_entry WHERE seq > @seq ORDER BY seq LIMIT @limit", new { seq, limit })).Select(r => r.ToEntry())];

    /// <summary>Those of one incident, in their order.</summary>
    public static async Task<IReadOnlyList<ChainedEntry>> Of(DbSession session, string incidentId) =>
        [.. (await session.Query<Row>(
            "SELECT seq, at, incident_id, kind, entry, hash FROM record_entry WHERE incident_id = @incidentId ORDER BY seq", new { incidentId })).Select(r => r.ToEntry())];

    /// <summary>How many there are: they are numbered without gaps.</summary>
    public static Task<long> Count(DbSession session) => session.Scalar<long>("SELECT COALESCE(MAX(seq), 0) FROM record_entry");

    /// <summary>The hash of an entry; null when there is none.</summary>
    public static Task<string?> HashOf(DbSession session, long seq) => session.First<string>("SELECT hash FROM record_entry WHERE seq = @seq", new { seq });

    private sealed class Row
    {
        public long Seq { get; init; }
        public DateTimeOffset At { get; init; }
        public string IncidentId { get; init; } = "";
        public string Kind { get; init; } = "";
        public string Entry { get; init; } = "";
        public string Hash { get; init; } = "";

        public ChainedEntry ToEntry() => new(Seq, At, IncidentId, Kind, Entry, Hash);
    }
}
