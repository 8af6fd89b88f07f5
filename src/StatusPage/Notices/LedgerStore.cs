using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The SQL of the ledger. Nothing of it is stored: the told set and what is owed follow from the deliveries.</summary>
internal static class LedgerStore
{
    /// <summary>The told set of an incident, and for each in it what became of telling the recovery that stands now.</summary>
    private const string Told =
        """
        SELECT t.subscription_id, s.state AS reader, r.state AS recovery FROM (
          SELECT DISTINCT d.subscription_id FROM notice n JOIN delivery d ON d.notice_id = n.id
          WHERE n.incident_id = @incidentId AND (d.state = 'accepted' OR d.uncertain = 1)) t
        JOIN subscription s ON s.id = t.subscription_id
        LEFT JOIN delivery r ON r.subscription_id = t.subscription_id AND r.notice_id = (
          SELECT n.id FROM notice n WHERE n.kind = 'recovery' AND n.update_id = (
            SELECT u.id FROM incident_update u WHERE u.incident_id = @incidentId ORDER BY u.seq DESC LIMIT 1))
        """;

    public static async Task<Ledger> Of(DbSession session, string incidentId) => (await Totals(session, incidentId)) with { Notices = await Lines(session, incidentId) };

    /// <summary>The numbers without the notices.</summary>
    public static async Task<Ledger> Totals(DbSession session, string incidentId)
    {
        var t = (await session.First<TotalsRow>(
            $"""
            SELECT COUNT(*) AS told,
              COALESCE(SUM(CASE WHEN recovery = 'accepted' THEN 1 ELSE 0 END), 0) AS recovered,
              COALESCE(SUM(CASE WHEN COALESCE(recovery, '') <> 'accepted' AND reader = 'ended' THEN 1 ELSE 0 END), 0) AS released,
              COALESCE(SUM(CASE WHEN recovery = 'exhausted' AND reader <> 'ended' THEN 1 ELSE 0 END), 0) AS exhausted
            FROM ({Told}) told
            """, new { incidentId }))!;
        return new(t.Told, t.Recovered, t.Told - t.Recovered - t.Released - t.Exhausted, t.Released, t.Exhausted, []);
    }

    private static async Task<IReadOnlyList<NoticeLine>> Lines(DbSession session, string incidentId)
    {
        var lines = await session.Query<LineRow>(
            """
            SELECT n.id, n.kind, n.created_at, COUNT(d.subscription_id) AS planned,
              SUM(CASE WHEN d.state = 'accepted' THEN 1 ELSE 0 END) AS accepted,
              SUM(CASE WHEN d.state IN ('queued', 'sending', 'waiting') THEN 1 ELSE 0 END) AS waiting,
              SUM(CASE WHEN d.state = 'refused' THEN 1 ELSE 0 END) AS refused,
              SUM(CASE WHEN d.state = 'exhausted' THEN 1 ELSE 0 END) AS exhausted,
              SUM(CASE WHEN d.state = 'released' THEN 1 ELSE 0 END) AS released
            FROM notice n JOIN incident_update u ON u.id = n.update_id LEFT JOIN delivery d ON d.notice_id = n.id WHERE n.incident_id = @incidentId
            GROUP BY n.id, n.kind, n.created_at, u.seq, n.source_id, n.update_id ORDER BY n.created_at, u.seq, n.source_id <> n.update_id
            """, new { incidentId });
        return [.. lines.Select(l => l.ToLine())];
    }

    /// <summary>Incidents that were told to somebody and are open, or resolved with somebody not yet told of it.</summary>
    public static Task<IReadOnlyList<OpenRow>> WithDebts(DbSession session) =>
        session.Query<OpenRow>(
            """
            SELECT i.id, i.name FROM incident i WHERE i.deleted_at IS NULL AND EXISTS (SELECT 1 FROM notice n WHERE n.incident_id = i.id) AND (
              i.resolved_at IS NULL OR EXISTS (
                SELECT 1 FROM notice n WHERE n.incident_id = i.id AND (n.planned_at IS NULL
                  OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'queued')
                  OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'sending')
                  OR EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state IN ('waiting', 'refused', 'exhausted')))))
            ORDER BY i.created_at DESC
            """);

    /// <summary>Deliveries that may still reach somebody, and updates whose notice is not planned to its end.</summary>
    public static Task<long> Underway(DbSession session, string incidentId) =>
        session.Scalar<long>(
            $"""
            SELECT (SELECT COUNT(*) FROM notice n JOIN delivery d ON d.notice_id = n.id WHERE n.incident_id = @incidentId AND d.state IN ('queued', 'sending', 'waiting'))
              + (SELECT COUNT(*) FROM notice n WHERE n.incident_id = @incidentId AND n.planned_at IS NULL)
              + (SELECT COUNT(*) FROM ({NoticeStore.DueSql}) due WHERE due.incident_id = @incidentId)
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

    public static async Task<IReadOnlyList<DeliveryLine>> Deliveries(DbSession session, string incidentId, DeliveryFilter filter, int limit)
    {
        var rows = await session.Query<DeliveryRow>(
            $"""
            SELECT d.notice_id, n.kind, d.subscription_id, s.address, d.state, d.created_at, d.due_at, d.ended_at, d.words
            FROM notice n JOIN delivery d ON d.notice_id = n.id JOIN subscription s ON s.id = d.subscription_id
            WHERE n.incident_id = @incidentId
              {(filter.State is null ? "" : "AND d.state = @state")}
              {(filter.NoticeId is null ? "" : "AND n.id = @NoticeId")}
              {(filter.AddressContains is null ? "" : "AND s.address_key LIKE @pattern ESCAPE '!'")}
              {(filter.AfterNoticeId is null ? "" : "AND (d.notice_id, d.subscription_id) > (@AfterNoticeId, @AfterSubscriptionId)")}
            ORDER BY d.notice_id, d.subscription_id LIMIT @limit
            """,
            new
            {
                incidentId, limit, filter.NoticeId, filter.AfterNoticeId, AfterSubscriptionId = filter.AfterSubscriptionId ?? "",
                state = filter.State?.Wire(), pattern = filter.AddressContains is { } text ? LikePattern.Containing(text) : null,
            });
        var attempts = rows.Count == 0 ? [] : await session.Query<AttemptRow>(
            """
            SELECT a.notice_id, a.subscription_id, a.number, a.at, a.outcome, a.words FROM notice n JOIN delivery_attempt a ON a.notice_id = n.id
            WHERE n.incident_id = @incidentId AND a.subscription_id IN @ids ORDER BY a.number
            """, new { incidentId, ids = rows.Select(r => r.SubscriptionId).Distinct() });
        var byDelivery = attempts.ToLookup(a => (a.NoticeId, a.SubscriptionId), a => new AttemptLine((int)a.Number, a.At, a.Outcome, a.Words));
        return [.. rows.Select(r => r.ToLine([.. byDelivery[(r.NoticeId, r.SubscriptionId)]]))];
    }

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
    }

    private sealed class LineRow
    {
        public string Id { get; init; } = "";
        public string Kind { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public long Planned { get; init; }
        public long Accepted { get; init; }
        public long Waiting { get; init; }
        public long Refused { get; init; }
        public long Exhausted { get; init; }
        public long Released { get; init; }

        public NoticeLine ToLine() => new(Id, Wire<NoticeKind>.Parse(Kind), CreatedAt, Planned, Accepted, Waiting, Refused, Exhausted, Released);
    }

    private sealed class QueueRow
    {
        public long Queued { get; init; }
        public long Waiting { get; init; }
        public DateTimeOffset? Oldest { get; init; }
    }

    private sealed class DeliveryRow
    {
        public string NoticeId { get; init; } = "";
        public string Kind { get; init; } = "";
        public string SubscriptionId { get; init; } = "";
        public string Address { get; init; } = "";
        public string State { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? DueAt { get; init; }
        public DateTimeOffset? EndedAt { get; init; }
        public string? Words { get; init; }

        public DeliveryLine ToLine(IReadOnlyList<AttemptLine> attempts) =>
            new(NoticeId, Wire<NoticeKind>.Parse(Kind), SubscriptionId, Address, Wire<DeliveryState>.Parse(State), CreatedAt, DueAt, EndedAt, Words, attempts);
    }

    private sealed class AttemptRow
    {
        public string NoticeId { get; init; } = "";
        public string SubscriptionId { get; init; } = "";
        public long Number { get; init; }
        public DateTimeOffset At { get; init; }
        public string Outcome { get; init; } = "";
        public string Words { get; init; } = "";
    }
}
