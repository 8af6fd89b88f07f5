using StatusPage.Platform.Data;

namespace StatusPage.Platform.Audit;

/// <summary>What was done, by whom, when. Written in the transaction of the change itself; never changed.</summary>
internal sealed class AuditStore(Database database, TimeProvider time)
{
    /// <param name="session">The transaction of the change.</param>
    /// <param name="actor">Who did it.</param>
    /// <param name="action">A verb: created, updated, deleted, posted, signed_in …</param>
    /// <param name="subjectKind">component, incident, subscription …</param>
    /// <param name="subjectId">Its id; null for what has none.</param>
    /// <param name="detail">In a few words what changed. No secrets, no addresses of subscribers.</param>
    public Task Append(DbSession session, Actor actor, string action, string subjectKind, string? subjectId, string? detail = null) =>
        session.Execute(
            """
            INSERT INTO audit_entry (id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail)
            VALUES (@id, @now, @Kind, @Id1, @Name, @action, @subjectKind, @subjectId, @detail)
            """,
            new { id = Ids.New(), now = time.Now(), actor.Kind, Id1 = actor.Id, actor.Name, action, subjectKind, subjectId, detail });

    /// <summary>The newest entries first, older than <paramref name="before"/> when given.</summary>
    public Task<IReadOnlyList<AuditEntry>> List(int limit, DateTimeOffset? before = null, CancellationToken cancellation = default) =>
        database.Read(session => session.Query<AuditEntry>(
            """
            SELECT id, at, actor_kind, actor_id, actor_name, action, subject_kind, subject_id, detail FROM audit_entry
            WHERE at < @before ORDER BY at DESC, id LIMIT @limit
            """,
            new { before = before ?? DateTimeOffset.FromUnixTimeMilliseconds(253402300799000), limit }), cancellation);
}

internal sealed class AuditEntry
{
    public string Id { get; init; } = "";
    public DateTimeOffset At { get; init; }
    public string ActorKind { get; init; } = "";
    public string? ActorId { get; init; }
    public string ActorName { get; init; } = "";
    public string Action { get; init; } = "";
    public string SubjectKind { get; init; } = "";
    public string? SubjectId { get; init; }
    public string? Detail { get; init; }
}
