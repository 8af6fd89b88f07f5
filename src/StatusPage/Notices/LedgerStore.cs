using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The SQL of the ledger's numbers. Nothing of it is stored: the told set and what is owed follow from the deliveries.</summary>
internal static class LedgerStore
{
    /// <summary>Of a delivery d: it put its reader into the told set.</summary>
    private const string PutIntoTold = "(d.state = 'accepted' OR d.uncertain = 1)";

    /// <summary>The told set of an incident and what was merged into it, and for each in it what became of telling the recovery that stands now.</summary>
    private const string Told =
        $"""
        SELECT t.subscription_id, s.state AS reader, r.state AS recovery, r.words AS words FROM (
          SELECT DISTINCT d.subscription_id FROM notice n JOIN delivery d ON d.notice_id = n.id
          WHERE n.incident_id IN ({IncidentStore.FamilySql}) AND {PutIntoTold}) t
        JOIN subscription s ON s.id = t.subscription_id
        LEFT JOIN delivery r ON r.subscription_id = t.subscription_id AND r.notice_id = @recovery
        """;

    /// <summary>The incident under which it is told now: itself, or the one it was merged into.</summary>
    private const string RootSql = "(SELECT COALESCE(i.merged_into, i.id) FROM incident i WHERE i.id = @incidentId)";

    public static async Task<Ledger> Of(DbSession session, string incidentId)
    {
        var recovery = await Recovery(session, incidentId);
        var totals = await Totals(session, incidentId, recovery);
        var over = await session.Scalar<long>($"SELECT COUNT(*) FROM incident WHERE id = {RootSql} AND resolved_at IS NOT NULL", new { incidentId }) > 0;
        return new(
            totals,
            !over ? LedgerState.Open : totals.Owed > 0 ? LedgerState.Owed : LedgerState.Paid,
            totals.Told == totals.Recovered + totals.Released ? [] : await Unpaid(session, incidentId, recovery),
            await Lines(session, incidentId));
    }

    /// <summary>The numbers alone.</summary>
    public static async Task<Totals> Totals(DbSession session, string incidentId) => await Totals(session, incidentId, await Recovery(session, incidentId));

    /// <summary>What became of those who were told and neither told of the recovery nor released.</summary>
    public static async Task<IReadOnlyList<UnpaidReason>> Unpaid(DbSession session, string incidentId) => await Unpaid(session, incidentId, await Recovery(session, incidentId));

    private static async Task<Totals> Totals(DbSession session, string incidentId, string? recovery)
    {
        var t = (await session.First<TotalsRow>(
            $"""
            SELECT COUNT(*) AS told,
              COALESCE(SUM(CASE WHEN recovery = 'accepted' THEN 1 ELSE 0 END), 0) AS recovered,
              COALESCE(SUM(CASE WHEN COALESCE(recovery, '') <> 'accepted' AND reader = 'ended' THEN 1 ELSE 0 END), 0) AS released,
              COALESCE(SUM(CASE WHEN recovery = 'exhausted' AND reader <> 'ended' THEN 1 ELSE 0 END), 0) AS exhausted,
              COALESCE(SUM(CASE WHEN recovery = 'written_off' AND reader <> 'ended' THEN 1 ELSE 0 END), 0) AS written_off
            FROM ({Told}) told
            """, new { incidentId, recovery }))!;
        return new(t.Told, t.Recovered, t.Released, t.Exhausted, t.WrittenOff);
    }

    private static async Task<IReadOnlyList<UnpaidReason>> Unpaid(DbSession session, string incidentId, string? recovery)
    {
        // A server's words name the address, so that nearly every one differs; what they begin with does not.
        var rows = await session.Query<ReasonRow>(
            $"""
            SELECT recovery AS state, SUBSTR(words, 1, 3) AS code, COUNT(*) AS people, MIN(words) AS words
            FROM ({Told}) told WHERE COALESCE(recovery, '') <> 'accepted' AND reader <> 'ended' GROUP BY recovery, SUBSTR(words, 1, 3)
            """, new { incidentId, recovery });
        return
        [
            .. rows.GroupBy(r => (r.State, Code: r.Code is [>= '2' and <= '5', >= '0' and <= '9', >= '0' and <= '9'] code ? code : null))
                .Select(g => new UnpaidReason(g.Key.State is null ? null : Wire<DeliveryState>.Parse(g.Key.State), g.Key.Code, g.Sum(r => r.People), g.Min(r => r.Words)))
                .OrderBy(r => r.IsEnded).ThenByDescending(r => r.People).ThenBy(r => r.Code, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether nothing of a recovery is under way or waits for an operator: asked often, so that it adds nothing up.</summary>
    public static async Task<bool> IsSettled(DbSession session, string updateId) =>
        await session.Scalar<long>(
            """
            SELECT COUNT(*) FROM notice n WHERE n.update_id = @updateId AND n.kind = 'recovery' AND n.planned_at IS NOT NULL
              AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'queued')
              AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'sending')
              AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state IN ('waiting', 'refused', 'exhausted') AND d.state <> 'exhausted')
            """, new { updateId }) > 0;

    /// <summary>When the last person was told of a recovery; null when nobody was.</summary>
    public static async Task<DateTimeOffset?> LastTold(DbSession session, string updateId) =>
        await session.Scalar<long?>(
            "SELECT MAX(d.ended_at) FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE n.update_id = @updateId AND n.kind = 'recovery' AND d.state = 'accepted'",
            new { updateId }) is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>The recovery that stands now; null while there is none.</summary>
    private static Task<string?> Recovery(DbSession session, string incidentId) =>
        session.First<string>(
            $"""
            SELECT n.id FROM notice n WHERE n.kind = 'recovery' AND n.update_id = (
              SELECT u.id FROM incident_update u WHERE u.incident_id = {RootSql} ORDER BY u.seq DESC LIMIT 1)
            """, new { incidentId });

    private static async Task<IReadOnlyList<NoticeLine>> Lines(DbSession session, string incidentId)
    {
        var lines = await session.Query<LineRow>(
            $"""
            SELECT n.id, n.kind, n.incident_id, n.update_id, n.created_at, COUNT(d.subscription_id) AS planned,
              SUM(CASE WHEN d.state = 'accepted' THEN 1 ELSE 0 END) AS accepted,
              SUM(CASE WHEN d.state IN ('queued', 'sending', 'waiting') THEN 1 ELSE 0 END) AS waiting,
              SUM(CASE WHEN d.state = 'refused' THEN 1 ELSE 0 END) AS refused,
              SUM(CASE WHEN d.state = 'exhausted' THEN 1 ELSE 0 END) AS exhausted,
              SUM(CASE WHEN d.state = 'released' THEN 1 ELSE 0 END) AS released,
              SUM(CASE WHEN d.state = 'written_off' THEN 1 ELSE 0 END) AS written_off,
              SUM(CASE WHEN d.state = 'folded' THEN 1 ELSE 0 END) AS folded,
              SUM(CASE WHEN d.state = 'bounced' THEN 1 ELSE 0 END) AS bounced
            FROM notice n JOIN incident_update u ON u.id = n.update_id LEFT JOIN delivery d ON d.notice_id = n.id WHERE n.incident_id IN ({IncidentStore.FamilySql})
            GROUP BY n.id, n.kind, n.incident_id, n.update_id, n.created_at, u.seq, n.source_id ORDER BY n.created_at, u.seq, n.source_id <> n.update_id, n.id
            """, new { incidentId });
        return [.. lines.Select(l => l.ToLine())];
    }

    /// <summary>Incidents that were told to somebody and are open, or resolved with somebody not yet told of it. One that was merged counts with the one it was merged into.</summary>
    public static Task<IReadOnlyList<OpenRow>> WithDebts(DbSession session) =>
        session.Query<OpenRow>(
            """
            SELECT i.id, i.name FROM incident i WHERE i.deleted_at IS NULL AND i.merged_into IS NULL AND EXISTS (
              SELECT 1 FROM incident f JOIN notice n ON n.incident_id = f.id WHERE (f.id = i.id OR f.merged_into = i.id) AND (
                i.resolved_at IS NULL OR n.planned_at IS NULL
                OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'queued')
                OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'sending')
                OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state IN ('waiting', 'refused', 'exhausted'))
                OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'bounced')))
            ORDER BY i.created_at DESC
            """);

    /// <summary>Deliveries that may still reach somebody, and updates whose notice is not planned to its end.</summary>
    public static Task<long> Underway(DbSession session, string incidentId) =>
        session.Scalar<long>(
            $"""
            SELECT (SELECT COUNT(*) FROM notice n JOIN delivery d ON d.notice_id = n.id
                WHERE n.incident_id IN ({IncidentStore.FamilySql}) AND d.state IN ('queued', 'sending', 'waiting'))
              + (SELECT COUNT(*) FROM notice n WHERE n.incident_id IN ({IncidentStore.FamilySql}) AND n.planned_at IS NULL)
              + (SELECT COUNT(*) FROM ({NoticeStore.DueSql}) due WHERE due.incident_id IN ({IncidentStore.FamilySql}))
            """, new { incidentId });

    public static async Task<QueueState> Queue(DbSession session, string? paused)
    {
        var row = (await session.First<QueueRow>(
            """
            SELECT (SELECT COUNT(*) FROM delivery WHERE state = 'queued') + (SELECT COUNT(*) FROM delivery WHERE state = 'sending') AS queued,
              (SELECT COUNT(*) FROM delivery WHERE state = 'waiting') AS waiting,
              (SELECT MIN(at) FROM (
                SELECT MIN(n.created_at) AS at FROM notice n WHERE EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'queued')
                UNION ALL SELECT MIN(created_at) FROM delivery WHERE state = 'sending'
                UNION ALL SELECT MIN(created_at) FROM delivery WHERE state = 'waiting') pending) AS oldest
            """))!;
        return new(row.Queued, row.Waiting, row.Oldest, paused);
    }

    /// <summary>Gives up on one that could not be brought to its reader.</summary>
    public static Task<int> WriteOff(DbSession session, string noticeId, string subscriptionId, string reason, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE delivery SET state = 'written_off', words = @reason, ended_at = @now, due_at = NULL
            WHERE notice_id = @noticeId AND subscription_id = @subscriptionId AND state IN ('waiting', 'refused', 'exhausted', 'bounced')
            """, new { noticeId, subscriptionId, reason, now });

    internal sealed class OpenRow
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
    }

    private sealed class TotalsRow
    {
        public long Told { get; init; }
        public long Recovered { get; init; }
        public long Released { get; init; }
        public long Exhausted { get; init; }
        public long WrittenOff { get; init; }
    }

    private sealed class ReasonRow
    {
        public string? State { get; init; }
        public string? Code { get; init; }
        public long People { get; init; }
        public string? Words { get; init; }
    }

    private sealed class LineRow
    {
        public string Id { get; init; } = "";
        public string Kind { get; init; } = "";
        public string IncidentId { get; init; } = "";
        public string UpdateId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public long Planned { get; init; }
        public long Accepted { get; init; }
        public long Waiting { get; init; }
        public long Refused { get; init; }
        public long Exhausted { get; init; }
        public long Released { get; init; }
        public long WrittenOff { get; init; }
        public long Folded { get; init; }
        public long Bounced { get; init; }

        public NoticeLine ToLine() =>
            new(Id, Wire<NoticeKind>.Parse(Kind), IncidentId, UpdateId, CreatedAt, Planned, Accepted, Waiting, Refused, Exhausted, Released, WrittenOff, Folded, Bounced);
    }

    private sealed class QueueRow
    {
        public long Queued { get; init; }
        public long Waiting { get; init; }
        public DateTimeOffset? Oldest { get; init; }
    }
}
