using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Promises;

/// <summary>The SQL of promises.</summary>
internal static class PromiseStore
{
    private const string Columns = "p.id, p.incident_id, p.update_id, p.kind, p.made_at, p.due_at, p.basis, p.confidence, p.ended_at, p.ending, p.successor_id";

    /// <summary>Nobody has said anything in public since the update that made promise p.</summary>
    private const string Silent =
        """
        NOT EXISTS (SELECT 1 FROM incident_update u JOIN incident_update made ON made.id = p.update_id WHERE u.incident_id = p.incident_id AND u.seq > made.seq)
        """;

    public static Task Insert(DbSession session, Promise promise) =>
        session.Execute(
            """
            INSERT INTO promise (id, incident_id, update_id, kind, made_at, due_at, basis, confidence)
            VALUES (@Id, @IncidentId, @UpdateId, @kind, @MadeAt, @Due, @Basis, @confidence)
            """,
            new
            {
                promise.Id, promise.IncidentId, promise.UpdateId, kind = promise.Kind.Wire(), promise.MadeAt, promise.Due, promise.Basis, confidence = promise.Confidence?.Wire(),
            });

    /// <returns>False when it had ended already.</returns>
    public static async Task<bool> End(DbSession session, string id, Ending ending, DateTimeOffset now) =>
        await session.Execute("UPDATE promise SET ending = @ending, ended_at = @now WHERE id = @id AND ended_at IS NULL", new { id, ending = ending.Wire(), now }) > 0;

    public static Task SetSuccessor(DbSession session, string id, string successorId) =>
        session.Execute("UPDATE promise SET successor_id = @successorId WHERE id = @id AND successor_id IS NULL", new { id, successorId });

    public static async Task<Promise?> Find(DbSession session, string id) =>
        (await session.First<Row>($"SELECT {Columns} FROM promise p WHERE p.id = @id", new { id }))?.ToPromise();

    public static async Task<Promise?> FindOpen(DbSession session, string incidentId, PromiseKind kind) =>
        (await session.First<Row>(
            $"SELECT {Columns} FROM promise p WHERE p.incident_id = @incidentId AND p.kind = @kind AND p.ended_at IS NULL", new { incidentId, kind = kind.Wire() }))?.ToPromise();

    /// <summary>Those of one incident, in the order in which they were made.</summary>
    public static async Task<IReadOnlyList<Promise>> Of(DbSession session, string incidentId) => [.. (await Of(session, [incidentId]))[incidentId]];

    /// <summary>Those of some incidents, in the order in which they were made.</summary>
    public static async Task<ILookup<string, Promise>> Of(DbSession session, IReadOnlyCollection<string> incidentIds) =>
        (incidentIds.Count == 0 ? [] : await session.Query<Row>(
            $"SELECT {Columns} FROM promise p WHERE p.incident_id IN @incidentIds ORDER BY p.made_at, p.ended_at IS NULL, p.ended_at, p.id", new { incidentIds }))
        .ToLookup(r => r.IncidentId, r => r.ToPromise());

    /// <summary>What is promised now, of incidents that are on the page; the earliest due first.</summary>
    public static async Task<IReadOnlyList<Promise>> Open(DbSession session) =>
        [.. (await session.Query<Row>(
            $"SELECT {Columns} FROM promise p JOIN incident i ON i.id = p.incident_id WHERE p.ended_at IS NULL AND i.deleted_at IS NULL ORDER BY p.due_at, p.id")).Select(r => r.ToPromise())];

    /// <summary>All there ever were, by id, after one.</summary>
    public static async Task<IReadOnlyList<Promise>> After(DbSession session, string id, int limit) =>
        [.. (await session.Query<Row>($"SELECT {Columns} FROM promise p WHERE p.id > @id ORDER BY p.id LIMIT @limit", new { id, limit })).Select(r => r.ToPromise())];

    /// <summary>Promises of a next update, due by a moment, of open incidents of which nothing was said since.</summary>
    public static async Task<IReadOnlyList<Promise>> InSilence(DbSession session, DateTimeOffset dueBy) =>
        [.. (await session.Query<Row>(
            $"""
            SELECT {Columns} FROM incident i JOIN promise p ON p.incident_id = i.id
            WHERE i.resolved_at IS NULL AND i.deleted_at IS NULL AND p.kind = 'next_update' AND p.due_at <= @dueBy AND {Silent}
            ORDER BY p.due_at
            """, new { dueBy })).Select(r => r.ToPromise())];

    /// <summary>The number of the last time the service spoke in a silence; 0 when it has not.</summary>
    public static Task<long> LastSilence(DbSession session, string promiseId) =>
        session.Scalar<long>("SELECT COALESCE(MAX(number), 0) FROM silence WHERE promise_id = @promiseId", new { promiseId });

    /// <returns>False when it was said already, here or by another node.</returns>
    public static async Task<bool> InsertSilence(DbSession session, string promiseId, int number, string announcementId, DateTimeOffset now) =>
        await session.Execute(
            "INSERT INTO silence (promise_id, number, announcement_id, at) VALUES (@promiseId, @number, @announcementId, @now) ON CONFLICT DO NOTHING",
            new { promiseId, number, announcementId, now }) > 0;

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTimeOffset MadeAt { get; init; }
        public DateTimeOffset DueAt { get; init; }
        public string? Basis { get; init; }
        public string? Confidence { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public string? Ending { get; init; }
        public string? SuccessorId { get; init; }

        public Promise ToPromise() => new()
        {
            Id = Id, IncidentId = IncidentId, UpdateId = UpdateId, Kind = Wire<PromiseKind>.Parse(Kind), MadeAt = MadeAt, Due = DueAt, Basis = Basis,
            Confidence = Confidence is null ? null : Wire<Confidence>.Parse(Confidence),
            EndedAt = EndedAt, Ending = Ending is null ? null : Wire<Ending>.Parse(Ending), SuccessorId = SuccessorId,
        };
    }
}
