using StatusPage.Platform.Data;

namespace StatusPage.Reports;

/// <summary>The SQL of reports. Published versions are added and withdrawn, never changed or deleted.</summary>
internal static class ReportStore
{
    private const string Columns = "v.id, v.incident_id, v.number, v.body, v.created_at, v.author, v.withdrawn_at";

    private const string Standing =
        "v.number > 0 AND v.withdrawn_at IS NULL AND v.number = (SELECT MAX(m.number) FROM report_version m WHERE m.incident_id = v.incident_id)";

    public static async Task<ReportBook> Book(DbSession session, string incidentId)
    {
        var all = (await session.Query<Row>($"SELECT {Columns} FROM report_version v WHERE v.incident_id = @incidentId ORDER BY v.number", new { incidentId })).Select(r => r.ToReport()).ToList();
        return new(incidentId, all.Find(r => r.Number == Report.DraftNumber), [.. all.Where(r => r.Number != Report.DraftNumber)]);
    }

    /// <summary>Which of these incidents have a report that can be read.</summary>
    /// <param name="session">Where to read.</param>
    /// <param name="incidentIds">Which incidents.</param>
    /// <param name="withText">Whether its text is asked for too.</param>
    public static async Task<IReadOnlyDictionary<string, PublishedReport>> Published(DbSession session, IReadOnlyCollection<string> incidentIds, bool withText = false) =>
        (incidentIds.Count == 0 ? [] : await session.Query<PublishedRow>(
            $"""
            SELECT v.incident_id, v.number, {(withText ? "v.body" : "NULL AS body")}, v.created_at AS last_at,
              (SELECT f.created_at FROM report_version f WHERE f.incident_id = v.incident_id AND f.number = 1) AS first_at
            FROM report_version v WHERE v.incident_id IN @incidentIds AND {Standing}
            """, new { incidentIds }))
        .ToDictionary(r => r.IncidentId, r => new PublishedReport(r.IncidentId, (int)r.Number, r.FirstAt, r.LastAt, r.Body));

    /// <summary>Whether a reader may read a version of an incident's report; 0 is the one that stands.</summary>
    public static Task<bool> IsReadable(DbSession session, string incidentId, int number) =>
        session.Scalar<bool>(
            $"""
            SELECT COUNT(*) FROM report_version v JOIN incident i ON i.id = v.incident_id
            WHERE v.incident_id = @incidentId AND i.deleted_at IS NULL AND {(number == 0 ? Standing : "v.number = @number AND v.number > 0 AND v.withdrawn_at IS NULL")}
            """, new { incidentId, number });

    public static async Task<Report?> Find(DbSession session, string id) =>
        (await session.First<Row>($"SELECT {Columns} FROM report_version v WHERE v.id = @id AND v.number > 0", new { id }))?.ToReport();

    public static Task Insert(DbSession session, Report report) =>
        session.Execute(
            "INSERT INTO report_version (id, incident_id, number, body, created_at, author) VALUES (@Id, @IncidentId, @Number, @Body, @WrittenAt, @Author)",
            new { report.Id, report.IncidentId, report.Number, report.Body, report.WrittenAt, report.Author });

    /// <summary>Whether there was a draft.</summary>
    public static async Task<bool> DeleteDraft(DbSession session, string incidentId) =>
        await session.Execute("DELETE FROM report_version WHERE incident_id = @incidentId AND number = @number", new { incidentId, number = Report.DraftNumber }) > 0;

    /// <returns>How many versions are read no more.</returns>
    public static Task<int> Withdraw(DbSession session, string incidentId, DateTimeOffset now) =>
        session.Execute("UPDATE report_version SET withdrawn_at = @now WHERE incident_id = @incidentId AND number > 0 AND withdrawn_at IS NULL", new { incidentId, now });

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public long Number { get; init; }
        public string Body { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public string Author { get; init; } = "";
        public DateTimeOffset? WithdrawnAt { get; init; }

        public Report ToReport() => new()
        {
            Id = Id, IncidentId = IncidentId, Number = (int)Number, Body = Body, WrittenAt = CreatedAt, Author = Author, WithdrawnAt = WithdrawnAt,
        };
    }

    private sealed class PublishedRow
    {
        public string IncidentId { get; init; } = "";
        public long Number { get; init; }
        public string? Body { get; init; }
        public DateTimeOffset FirstAt { get; init; }
        public DateTimeOffset LastAt { get; init; }
    }
}
