using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Incidents;

/// <summary>The SQL of recovery statements. Versions are only added.</summary>
internal static class RecoveryStore
{
    public static async Task Insert(DbSession session, string updateId, StatedRecovery stated)
    {
        var said = stated.Statement;
        await session.Execute(
            """
            INSERT INTO recovery_statement (id, update_id, version, functionality_checked_by, functionality_checked_how, data_checked,
              data_loss, data_loss_from, data_loss_until, created_at)
            VALUES (@Id, @updateId, @Version, @by, @how, @data, @loss, @from, @until, @StatedAt)
            """,
            new
            {
                stated.Id, updateId, stated.Version, by = said.FunctionalityCheckedBy.Trim(), how = said.FunctionalityCheckedHow.Trim(), data = said.DataChecked.Trim(),
                loss = said.IsNothingLost ? RecoveryStatement.NoLoss : said.DataLoss.Trim(), from = said.IsNothingLost ? null : said.DataLossFrom,
                until = said.IsNothingLost ? null : said.DataLossUntil, stated.StatedAt,
            });
        foreach (var down in stated.StayingDown)
        {
            await session.Execute(
                "INSERT INTO recovery_stays_down (statement_id, component_id, name, status, reason) VALUES (@Id, @ComponentId, @Name, @status, @Reason)",
                new { stated.Id, down.ComponentId, down.Name, status = down.Status.Wire(), down.Reason });
        }
    }

    /// <summary>All versions of the statements of these incidents, by update, oldest first.</summary>
    public static async Task<ILookup<string, StatedRecovery>> Of(DbSession session, IEnumerable<string> incidentIds)
    {
        var of = new { ids = incidentIds };
        var rows = await session.Query<StatementRow>(
            """
            SELECT r.id, r.update_id, r.version, r.functionality_checked_by, r.functionality_checked_how, r.data_checked, r.data_loss, r.data_loss_from,
              r.data_loss_until, r.created_at
            FROM incident_update u JOIN recovery_statement r ON r.update_id = u.id WHERE u.incident_id IN @ids ORDER BY r.version
            """, of);
        var down = rows.Count == 0 ? [] : await session.Query<DownRow>(
            """
            SELECT d.statement_id, d.component_id, d.name, d.status, d.reason FROM incident_update u JOIN recovery_statement r ON r.update_id = u.id
            JOIN recovery_stays_down d ON d.statement_id = r.id WHERE u.incident_id IN @ids
            """, of);
        var byStatement = down.ToLookup(d => d.StatementId, d => d.ToStayingDown());
        return rows.ToLookup(r => r.UpdateId, r => r.ToStated([.. byStatement[r.Id].OrderBy(d => d.Name, StringComparer.Ordinal)]));
    }

    /// <summary>Incidents that came to an end lately without a word on what was checked, newest first. A backfilled one need not say.</summary>
    public static Task<IReadOnlyList<Incident>> NotStated(DbSession session, DateTimeOffset since, int limit) =>
        IncidentReadStore.Load(
            session,
            """
            i.id IN (SELECT n.id FROM incident n WHERE n.deleted_at IS NULL AND n.backfilled = 0 AND n.merged_into IS NULL AND n.resolved_at >= @since AND NOT EXISTS (
              SELECT 1 FROM incident_update u JOIN recovery_statement r ON r.update_id = u.id WHERE u.incident_id = n.id
                AND u.seq = (SELECT MAX(l.seq) FROM incident_update l WHERE l.incident_id = n.id))
              ORDER BY n.resolved_at DESC LIMIT @limit)
            """, new { since, limit });

    private sealed class StatementRow
    {
        public string Id { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public long Version { get; init; }
        public string FunctionalityCheckedBy { get; init; } = "";
        public string FunctionalityCheckedHow { get; init; } = "";
        public string DataChecked { get; init; } = "";
        public string DataLoss { get; init; } = "";
        public DateTimeOffset? DataLossFrom { get; init; }
        public DateTimeOffset? DataLossUntil { get; init; }
        public DateTimeOffset CreatedAt { get; init; }

        public StatedRecovery ToStated(IReadOnlyList<StayingDown> down) => new(Id, (int)Version, CreatedAt, new()
        {
            FunctionalityCheckedBy = FunctionalityCheckedBy, FunctionalityCheckedHow = FunctionalityCheckedHow, DataChecked = DataChecked, DataLoss = DataLoss,
            DataLossFrom = DataLossFrom, DataLossUntil = DataLossUntil, StaysDown = down.ToDictionary(d => d.ComponentId, d => d.Reason),
        }, down);
    }

    private sealed class DownRow
    {
        public string StatementId { get; init; } = "";
        public string ComponentId { get; init; } = "";
        public string Name { get; init; } = "";
        public string Status { get; init; } = "";
        public string Reason { get; init; } = "";

        public StayingDown ToStayingDown() => new(ComponentId, Name, Wire<ComponentStatus>.Parse(Status), Reason);
    }
}
