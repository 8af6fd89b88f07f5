using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Incidents;

/// <summary>The SQL of announcements. A committed one without a notice is the outbox, as a committed update is.</summary>
internal static class AnnouncementStore
{
    /// <summary>Adds one to the caller's transaction; it is told to whoever was, or is about to be, told of the incident.</summary>
    /// <returns>Its id.</returns>
    public static async Task<string> Add(DbSession session, string incidentId, AnnouncementKind kind, string subjectId, DateTimeOffset now, string? id = null)
    {
        id ??= Ids.New();
        await session.Execute(
            """
            INSERT INTO announcement (id, incident_id, update_id, kind, subject_id, created_at)
            SELECT @id, @incidentId, u.id, @kind, @subjectId, @now FROM incident_update u WHERE u.incident_id = @incidentId ORDER BY u.seq DESC LIMIT 1
            """, new { id, incidentId, kind = kind.Wire(), subjectId, now });
        session.AddWork();
        return id;
    }

    public static async Task<Announcement?> Find(DbSession session, string id) =>
        (await session.First<Row>("SELECT id, incident_id, update_id, kind, subject_id, created_at FROM announcement WHERE id = @id", new { id }))?.ToAnnouncement();

    /// <summary>Those of some incidents, oldest first.</summary>
    public static async Task<ILookup<string, Announcement>> Of(DbSession session, IReadOnlyCollection<string> incidentIds) =>
        (incidentIds.Count == 0 ? [] : await session.Query<Row>(
            "SELECT id, incident_id, update_id, kind, subject_id, created_at FROM announcement WHERE incident_id IN @incidentIds ORDER BY created_at, id", new { incidentIds }))
        .ToLookup(r => r.IncidentId, r => r.ToAnnouncement());

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public string Kind { get; init; } = "";
        public string SubjectId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }

        public Announcement ToAnnouncement() => new(Id, IncidentId, UpdateId, Wire<AnnouncementKind>.Parse(Kind), SubjectId, CreatedAt);
    }
}
