using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The SQL of deliveries under way. Every change names the state it expects.</summary>
internal static class DeliveryStore
{
    /// <summary>
    /// Somebody's delivery d of notice n is not started while an earlier one of the same incident is on its way to them: it could be overtaken. One that was put off
    /// holds nothing up.
    /// </summary>
    private static readonly string NotOvertaking =
        $"""
        NOT EXISTS (SELECT 1 FROM delivery p JOIN notice m ON m.id = p.notice_id
          WHERE p.subscription_id = d.subscription_id AND p.state = 'sending' AND {Family.Of("m", "n.incident_id")} AND m.id <> n.id)
        """;

    /// <summary>The notice to send from next: recoveries before all others, then the oldest; but of one incident in the order in which it was told.</summary>
    public static Task<string?> NextNotice(DbSession session) =>
        session.First<string>(
            $"""
            SELECT n.id FROM notice n JOIN incident_update u ON u.id = n.update_id
            WHERE EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'queued' AND {NotOvertaking})
              AND NOT EXISTS (SELECT 1 FROM notice e JOIN incident_update eu ON eu.id = e.update_id
                WHERE e.incident_id = n.incident_id AND (e.created_at, eu.seq) < (n.created_at, u.seq)
                  AND EXISTS (SELECT 1 FROM delivery q WHERE q.notice_id = e.id AND q.state = 'queued'))
            ORDER BY CASE WHEN n.kind = 'recovery' THEN 0 ELSE 1 END, n.created_at, u.seq, n.id LIMIT 1
            """);

    public static Task<IReadOnlyList<Claim>> ClaimQueued(DbSession session, Notice notice, int limit, Lease lease) =>
        Claimed(session, lease, limit,
            $"""
            notice_id = @noticeId AND state = 'queued' AND subscription_id IN (
              SELECT d.subscription_id FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.notice_id = @noticeId AND d.state = 'queued' AND {NotOvertaking}
              ORDER BY d.subscription_id LIMIT @limit)
            """,
            notice.Id);

    public static Task<IReadOnlyList<Claim>> ClaimWaiting(DbSession session, int limit, Lease lease) =>
        Claimed(session, lease, limit,
            $"""
            state = 'waiting' AND (notice_id, subscription_id) IN (
              SELECT d.notice_id, d.subscription_id FROM delivery d JOIN notice n ON n.id = d.notice_id WHERE d.state = 'waiting' AND d.due_at <= @Now AND {NotOvertaking}
                AND NOT EXISTS (SELECT 1 FROM delivery e JOIN notice f ON f.id = e.notice_id WHERE e.subscription_id = d.subscription_id
                  AND e.state = 'waiting' AND e.due_at <= @Now AND f.incident_id = n.incident_id AND f.created_at < n.created_at)
              ORDER BY d.due_at, n.created_at LIMIT @limit)
            """);

    /// <summary>When the next delivery that was put off is due; null when there is none.</summary>
    public static async Task<DateTimeOffset?> NextDue(DbSession session) =>
        await session.Scalar<long?>("SELECT MIN(due_at) FROM delivery WHERE state = 'waiting'") is { } at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : null;

    /// <summary>Writes a group of outcomes. One whose claim was lost meanwhile, or whose reader left, stays as it is.</summary>
    public static async Task Record(DbSession session, IReadOnlyList<Outcome> outcomes, Node node, DateTimeOffset now)
    {
        await session.Execute(
            """
            UPDATE delivery SET state = @State, attempts = @Attempts, due_at = @DueAt, words = COALESCE(@Words, words), server = COALESCE(@Server, server), uncertain = CASE WHEN @Uncertain = 1 THEN 1 ELSE uncertain END,
              ended_at = CASE WHEN @Ended = 1 THEN @now ELSE NULL END, lease_until = NULL, lease_owner = NULL
            WHERE notice_id = @NoticeId AND subscription_id = @SubscriptionId AND state = 'sending' AND lease_owner = @Owner
            """,
            outcomes.Select(o => new
            {
                State = o.State.Wire(), o.Attempts, o.DueAt, o.Words, o.Server, Uncertain = o.Uncertain ? 1L : 0, Ended = o.Ended ? 1L : 0, now,
                NoticeId = o.Claim.Notice.Id, o.Claim.SubscriptionId, Owner = node.Name,
            }).ToList());
        var failures = outcomes.Where(o => o.Attempts > o.Claim.Attempts && o.State != DeliveryState.Accepted).ToList();
        if (failures.Count > 0)
        {
            await session.Execute(
                """
                INSERT INTO delivery_attempt (notice_id, subscription_id, number, at, outcome, words) VALUES (@NoticeId, @SubscriptionId, @Number, @now, @outcome, @Words)
                ON CONFLICT DO NOTHING
                """,
                failures.Select(o => new { NoticeId = o.Claim.Notice.Id, o.Claim.SubscriptionId, Number = o.Attempts, now, outcome = o.State.Wire(), o.Words }).ToList());
        }
    }

    public static Task Renew(DbSession session, Lease lease) =>
        session.Execute("UPDATE delivery SET lease_until = @Until WHERE state = 'sending' AND lease_owner = @Owner", new { lease.Until, lease.Owner });

    /// <summary>Takes back what a dead node had claimed. Whether it was sent nobody knows: so its reader counts as told, and is sent the same message again.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="now">Leases that ended before this have lost their node.</param>
    /// <param name="sole">The only node there can be: all others are dead, and their leases need not be waited for. Null when there may be others.</param>
    public static Task<int> TakeBack(DbSession session, DateTimeOffset now, Node? sole = null) =>
        session.Execute(
            """
            UPDATE delivery SET state = 'queued', uncertain = 1, lease_until = NULL, lease_owner = NULL
            WHERE state = 'sending' AND (lease_until < @now OR lease_owner <> COALESCE(@owner, lease_owner))
            """, new { now, owner = sole?.Name });

    public static async Task<bool> Holds(DbSession session, Claim claim, Node node) =>
        await session.Scalar<long>(
            "SELECT COUNT(*) FROM delivery WHERE notice_id = @Id AND subscription_id = @SubscriptionId AND state = 'sending' AND lease_owner = @Name",
            new { claim.Notice.Id, claim.SubscriptionId, node.Name }) > 0;

    /// <summary>Gives one that was put off, refused or given up another try now. Its attempts stay counted: after the schedule's last it is the only one.</summary>
    public static Task<int> Retry(DbSession session, string noticeId, string subscriptionId, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE delivery SET state = 'waiting', due_at = @now, ended_at = NULL
            WHERE notice_id = @noticeId AND subscription_id = @subscriptionId AND state IN ('waiting', 'refused', 'exhausted', 'written_off')
            """, new { noticeId, subscriptionId, now });

    public static Task<int> RetryAll(DbSession session, string incidentId, DateTimeOffset now) =>
        session.Execute(
            $"""
            UPDATE delivery SET state = 'waiting', due_at = @now, ended_at = NULL
            WHERE state IN ('waiting', 'refused', 'exhausted') AND notice_id IN (SELECT id FROM notice WHERE incident_id IN ({IncidentStore.FamilySql}))
            """, new { incidentId, now });

    /// <summary>Its reader unsubscribed: nothing more is sent.</summary>
    public static Task Release(DbSession session, string subscriptionId, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE delivery SET state = 'released', ended_at = @now, due_at = NULL, lease_until = NULL, lease_owner = NULL
            WHERE subscription_id = @subscriptionId AND state IN ('queued', 'sending', 'waiting', 'refused', 'exhausted')
            """, new { subscriptionId, now });

    private static async Task<IReadOnlyList<Claim>> Claimed(DbSession session, Lease lease, int limit, string which, string? noticeId = null)
    {
        var rows = await session.Query<ClaimRow>(
            $"""
            UPDATE delivery SET state = 'sending', lease_until = @Until, lease_owner = @Owner WHERE {which}
            RETURNING notice_id, subscription_id, attempts,
              (SELECT s.address FROM subscription s WHERE s.id = delivery.subscription_id) AS address,
              (SELECT s.language FROM subscription s WHERE s.id = delivery.subscription_id) AS language
            """, new { lease.Until, lease.Owner, lease.Now, limit, noticeId });
        if (rows.Count == 0)
        {
            return [];
        }

        var notices = new Dictionary<string, Notice>();
        foreach (var id in rows.Select(r => r.NoticeId).Distinct())
        {
            notices[id] = (await NoticeStore.Find(session, id))!;
        }

        return [.. rows.Select(r => new Claim(notices[r.NoticeId], r.SubscriptionId, r.Address, r.Language, (int)r.Attempts, lease.Now))];
    }

    private sealed class ClaimRow
    {
        public string NoticeId { get; init; } = "";
        public string SubscriptionId { get; init; } = "";
        public long Attempts { get; init; }
        public string Address { get; init; } = "";
        public string Language { get; init; } = "";
    }
}

/// <summary>A claim's owner and end. A node that lives renews it; what a dead node held is taken back when it has passed.</summary>
internal sealed record Lease(string Owner, DateTimeOffset Now)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    public DateTimeOffset Until => Now + Length;
}
