using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>
/// The SQL of the ledger's numbers. Who was told, and how many deliveries of a notice stand how, the database adds up itself with every change (the tables told and
/// tally); the rest follows from the deliveries that are in trouble, and so is quick however many were told.
/// </summary>
internal static class LedgerStore
{
    /// <summary>The readers who were told, did not leave, and to whom the recovery that stands now could not be brought so far.</summary>
    private const string Troubled =
        """
        SELECT r.state AS recovery, r.words AS words FROM (
          SELECT d.state, d.words, d.subscription_id FROM delivery d WHERE d.notice_id = @recovery AND d.state IN ('waiting', 'refused', 'exhausted')
          UNION ALL SELECT d.state, d.words, d.subscription_id FROM delivery d WHERE d.notice_id = @recovery AND d.state = 'written_off'
          UNION ALL SELECT d.state, d.words, d.subscription_id FROM delivery d WHERE d.notice_id = @recovery AND d.state = 'bounced') r
        CROSS JOIN told t WHERE t.incident_id = @incidentId AND t.subscription_id = r.subscription_id AND t.ended = 0
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
            totals.Told == totals.Recovered + totals.Released ? [] : await Unpaid(session, incidentId, recovery, totals),
            await Lines(session, incidentId));
    }

    /// <summary>The numbers alone.</summary>
    public static async Task<Totals> Totals(DbSession session, string incidentId) => await Totals(session, incidentId, await Recovery(session, incidentId));

    /// <summary>What became of those who were told and neither told of the recovery nor released.</summary>
    public static async Task<IReadOnlyList<UnpaidReason>> Unpaid(DbSession session, string incidentId)
    {
        var recovery = await Recovery(session, incidentId);
        return await Unpaid(session, incidentId, recovery, await Totals(session, incidentId, recovery));
    }

    private static async Task<Totals> Totals(DbSession session, string incidentId, string? recovery)
    {
        var t = (await session.First<TotalsRow>(
            $"""
            SELECT {Tallied("@incidentId", "told")} AS told,
              CASE WHEN EXISTS (SELECT 1 FROM incident WHERE id = @incidentId AND merged_into IS NOT NULL) THEN
                (SELECT COUNT(*) FROM told t JOIN delivery r ON r.notice_id = @recovery AND r.subscription_id = t.subscription_id
                  WHERE t.incident_id = @incidentId AND r.state = 'accepted')
                ELSE {Tallied("@recovery", "accepted")} END AS recovered,
              (SELECT COUNT(*) FROM told t LEFT JOIN delivery r ON r.notice_id = @recovery AND r.subscription_id = t.subscription_id
                WHERE t.incident_id = @incidentId AND t.ended = 1 AND COALESCE(r.state, '') <> 'accepted') AS released,
              (SELECT COUNT(*) FROM ({Troubled}) troubled WHERE troubled.recovery = 'exhausted') AS exhausted,
              (SELECT COUNT(*) FROM ({Troubled}) troubled WHERE troubled.recovery = 'written_off') AS written_off
            """, new { incidentId, recovery }))!;
        return new(t.Told, t.Recovered, t.Released, t.Exhausted, t.WrittenOff);
    }

    private static string Tallied(string subject, string what) => $"COALESCE((SELECT people FROM tally WHERE subject_id = {subject} AND what = '{what}'), 0)";

    private static async Task<IReadOnlyList<UnpaidReason>> Unpaid(DbSession session, string incidentId, string? recovery, Totals totals)
    {
        // A server's words name the address, so that nearly every one differs; what they begin with does not.
        var rows = await session.Query<ReasonRow>(
            $"SELECT recovery AS state, SUBSTR(words, 1, 3) AS code, COUNT(*) AS people, MIN(words) AS words FROM ({Troubled}) troubled GROUP BY recovery, SUBSTR(words, 1, 3)",
            new { incidentId, recovery });
        var unsent = totals.Told - totals.Recovered - totals.Released - rows.Sum(r => r.People);
        return
        [
            .. rows.GroupBy(r => (r.State, Code: r.Code is [>= '2' and <= '5', >= '0' and <= '9', >= '0' and <= '9'] code ? code : null))
                .Select(g => new UnpaidReason(g.Key.State is null ? null : Wire<DeliveryState>.Parse(g.Key.State), g.Key.Code, g.Sum(r => r.People), g.Min(r => r.Words)))
                .Concat(unsent == 0 ? [] : [new UnpaidReason(recovery is null ? null : DeliveryState.Queued, null, unsent, null)])
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
            SELECT n.id, n.kind, n.incident_id, n.update_id, n.created_at, COALESCE(SUM(t.people), 0) AS planned,
              SUM(CASE WHEN t.what = 'accepted' THEN t.people ELSE 0 END) AS accepted,
              SUM(CASE WHEN t.what = 'open' THEN t.people ELSE 0 END) AS waiting,
              SUM(CASE WHEN t.what = 'refused' THEN t.people ELSE 0 END) AS refused,
              SUM(CASE WHEN t.what = 'exhausted' THEN t.people ELSE 0 END) AS exhausted,
              SUM(CASE WHEN t.what = 'released' THEN t.people ELSE 0 END) AS released,
              SUM(CASE WHEN t.what = 'written_off' THEN t.people ELSE 0 END) AS written_off,
              SUM(CASE WHEN t.what = 'folded' THEN t.people ELSE 0 END) AS folded,
              SUM(CASE WHEN t.what = 'bounced' THEN t.people ELSE 0 END) AS bounced
            FROM notice n JOIN incident_update u ON u.id = n.update_id LEFT JOIN tally t ON t.subject_id = n.id WHERE n.incident_id IN ({IncidentStore.FamilySql})
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
            SELECT (SELECT COALESCE(SUM(t.people), 0) FROM notice n JOIN tally t ON t.subject_id = n.id AND t.what = 'open'
                WHERE n.incident_id IN ({IncidentStore.FamilySql}))
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
