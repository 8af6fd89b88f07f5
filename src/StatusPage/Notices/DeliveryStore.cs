using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The SQL of deliveries under way. Every change names the state it expects.</summary>
internal static class DeliveryStore
{
    /// <summary>
    /// The condition under which it is the turn of somebody's delivery d of notice n: nothing of the same incident is on its way to them that it could overtake, and
    /// nothing earlier is to be sent to them first. One that was put off holds nothing up. (Only what is never folded can be earlier and still to be sent.)
    /// </summary>
    private static readonly string Turn =
        $"""
        NOT EXISTS (SELECT 1 FROM delivery p JOIN notice m ON m.id = p.notice_id
          WHERE p.subscription_id = d.subscription_id AND p.state = 'sending' AND {Family.Of("m", "n.incident_id")} AND m.id <> n.id)
        AND NOT EXISTS (SELECT 1 FROM notice m CROSS JOIN delivery p
          WHERE {Family.Of("m", "n.incident_id")} AND m.number < n.number AND m.kind IN ('recovery', 'report')
            AND p.notice_id = m.id AND p.subscription_id = d.subscription_id AND p.state = 'queued')
        """;

    private const string NotSuspended = "NOT EXISTS (SELECT 1 FROM subscription s WHERE s.id = subscription_id AND s.state = 'suspended')";

    /// <summary>Whether the reader of a row of delivery had anything of its incident's other notices.</summary>
    private static readonly string HeardOf =
        $"""
        EXISTS (SELECT 1 FROM notice n JOIN notice m ON {Family.Of("m", "n.incident_id")} AND m.id <> n.id CROSS JOIN delivery p
          WHERE n.id = delivery.notice_id AND p.notice_id = m.id AND p.subscription_id = delivery.subscription_id AND {StoryStore.Reached})
        """;

    /// <summary>The notices with deliveries that were never tried, oldest first: recoveries, or all others.</summary>
    public static Task<IReadOnlyList<Notice>> ToSend(DbSession session, bool recoveries) =>
        NoticeStore.Where(session,
            $"n.kind {(recoveries ? "=" : "<>")} 'recovery' AND EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'queued')");

    /// <summary>Whether any recovery could leave now: until it has, nothing else does.</summary>
    private static async Task<bool> RecoveryCanLeave(DbSession session)
    {
        foreach (var recovery in await ToSend(session, recoveries: true))
        {
            var story = await StoryStore.Of(session, recovery);
            if (await session.Scalar<long>(
                $"SELECT CASE WHEN EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = @Id AND d.state = 'queued' AND {story.Turn}) THEN 1 ELSE 0 END",
                new { recovery.Id, others = story.Others, unfolded = story.Unfolded }) > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Claims what is a lane's to send next. Fresh news waits while any recovery can leave.</summary>
    public static async Task<IReadOnlyList<Claim>> Claim(DbSession session, Lane lane, int limit, Lease lease)
    {
        if (lane == Lane.Again)
        {
            return await ClaimWaiting(session, limit, lease);
        }

        if (lane == Lane.Fresh && await RecoveryCanLeave(session))
        {
            return [];
        }

        foreach (var notice in await ToSend(session, recoveries: lane == Lane.Recovery))
        {
            var claims = await ClaimQueued(session, notice, limit, lease);
            if (claims.Count > 0)
            {
                return claims;
            }
        }

        return [];
    }

    public static async Task<IReadOnlyList<Claim>> ClaimQueued(DbSession session, Notice notice, int limit, Lease lease)
    {
        var story = await StoryStore.Of(session, notice);
        return await Claimed(session, lease, limit,
            $"""
            notice_id = @noticeId AND state = 'queued' AND subscription_id IN (
              SELECT d.subscription_id FROM delivery d WHERE d.notice_id = @noticeId AND d.state = 'queued' AND {story.Turn}
              ORDER BY d.subscription_id LIMIT @limit)
            """,
            story.Heard, notice.Id, story);
    }

    /// <summary>Claims what is due again: recoveries first here too.</summary>
    private static async Task<IReadOnlyList<Claim>> ClaimWaiting(DbSession session, int limit, Lease lease)
    {
        var recoveries = await NoticeStore.Where(session,
            "n.kind = 'recovery' AND EXISTS (SELECT 1 FROM delivery d WHERE d.notice_id = n.id AND d.state = 'waiting' AND d.due_at <= @Now)", new { lease.Now });
        foreach (var recovery in recoveries)
        {
            var claims = await ClaimWaiting(session, limit, lease, recovery.Id);
            if (claims.Count > 0)
            {
                return claims;
            }
        }

        return await ClaimWaiting(session, limit, lease, null);
    }

    private static async Task<IReadOnlyList<Claim>> ClaimWaiting(DbSession session, int limit, Lease lease, string? noticeId) =>
        [.. (await Claimed(session, lease, limit,
            $"""
            state = 'waiting' AND (notice_id, subscription_id) IN (
              SELECT d.notice_id, d.subscription_id FROM delivery d JOIN notice n ON n.id = d.notice_id
              WHERE d.state = 'waiting' AND d.due_at <= @Now {(noticeId is null ? "" : "AND d.notice_id = @noticeId")} AND {Turn}
                AND NOT EXISTS (SELECT 1 FROM delivery e JOIN notice f ON f.id = e.notice_id WHERE e.subscription_id = d.subscription_id
                  AND e.state IN ('waiting', 'refused', 'exhausted') AND e.state = 'waiting' AND e.due_at <= @Now AND {Family.Of("f", "n.incident_id")} AND f.number < n.number)
              ORDER BY d.due_at, n.number LIMIT @limit)
            """,
            HeardOf, noticeId)).Select(c => c with { Waited = true })];

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

        await FoldStore.Passed(session, [.. outcomes.Where(o => !o.Ended).Select(o => (o.Claim.Notice.Id, o.Claim.SubscriptionId))], now);
    }

    public static Task Renew(DbSession session, Lease lease) =>
        session.Execute("UPDATE delivery SET lease_until = @Until WHERE state = 'sending' AND lease_owner = @Owner", new { lease.Until, lease.Owner });

    /// <summary>Takes back what a dead node had claimed. Whether it was sent nobody knows: so its reader counts as told, and is sent the same message again.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="now">Leases that ended before this have lost their node.</param>
    /// <param name="sole">The only node there can be: all others are dead, and their leases need not be waited for. Null when there may be others.</param>
    /// <returns>How many.</returns>
    public static async Task<int> TakeBack(DbSession session, DateTimeOffset now, Node? sole = null)
    {
        var taken = await session.Query<KeyRow>(
            """
            UPDATE delivery SET state = 'queued', uncertain = 1, lease_until = NULL, lease_owner = NULL
            WHERE state = 'sending' AND (lease_until < @now OR lease_owner <> COALESCE(@owner, lease_owner))
            RETURNING notice_id, subscription_id
            """, new { now, owner = sole?.Name });
        await FoldStore.Passed(session, [.. taken.Select(t => (t.NoticeId, t.SubscriptionId))], now);
        return taken.Count;
    }

    public static async Task<bool> IsAccepted(DbSession session, Claim claim) =>
        await session.Scalar<long>(
            "SELECT COUNT(*) FROM delivery WHERE notice_id = @Id AND subscription_id = @SubscriptionId AND state = 'accepted'", new { claim.Notice.Id, claim.SubscriptionId }) > 0;

    public static async Task<bool> Holds(DbSession session, Claim claim, Node node) =>
        await session.Scalar<long>(
            "SELECT COUNT(*) FROM delivery WHERE notice_id = @Id AND subscription_id = @SubscriptionId AND state = 'sending' AND lease_owner = @Name",
            new { claim.Notice.Id, claim.SubscriptionId, node.Name }) > 0;

    /// <summary>
    /// Gives one that was put off, refused or given up another try now. Its attempts stay counted: after the schedule's last it is the only one. What a later word
    /// of the incident has made old is not sent any more.
    /// </summary>
    public static Task<int> Retry(DbSession session, string noticeId, string subscriptionId, DateTimeOffset now) =>
        Again(session, $"state IN ('waiting', 'refused', 'exhausted', 'bounced', 'written_off') AND {NotSuspended} AND notice_id = @noticeId AND subscription_id = @subscriptionId", new { noticeId, subscriptionId, now }, now);

    public static Task<int> RetryAll(DbSession session, string incidentId, DateTimeOffset now) =>
        Again(session, $"state IN ('waiting', 'refused', 'exhausted', 'bounced') AND {NotSuspended} AND notice_id IN (SELECT n.id FROM notice n WHERE {Family.Of("n", "@incidentId")})", new { incidentId, now }, now);

    /// <summary>Tries those again that the condition chooses.</summary>
    internal static async Task<int> Again(DbSession session, string which, object args, DateTimeOffset now)
    {
        var tried = await session.Query<KeyRow>(
            $"""
            UPDATE delivery SET state = 'waiting', due_at = @now, ended_at = NULL WHERE {which}
            RETURNING notice_id, subscription_id
            """, args);
        await FoldStore.Passed(session, [.. tried.Select(t => (t.NoticeId, t.SubscriptionId))], now);
        return tried.Count;
    }

    /// <summary>Its reader unsubscribed: nothing more is sent.</summary>
    public static Task Release(DbSession session, string subscriptionId, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE delivery SET state = 'released', ended_at = @now, due_at = NULL, lease_until = NULL, lease_owner = NULL
            WHERE subscription_id = @subscriptionId AND state IN ('queued', 'sending', 'waiting', 'refused', 'exhausted', 'bounced')
            """, new { subscriptionId, now });

    private static async Task<IReadOnlyList<Claim>> Claimed(DbSession session, Lease lease, int limit, string which, string heard, string? noticeId, StoryStore? story = null)
    {
        var rows = await session.Query<ClaimRow>(
            $"""
            UPDATE delivery SET state = 'sending', lease_until = @Until, lease_owner = @Owner WHERE {which}
            RETURNING notice_id, subscription_id, attempts,
              (SELECT s.address FROM subscription s WHERE s.id = delivery.subscription_id) AS address,
              (SELECT s.language FROM subscription s WHERE s.id = delivery.subscription_id) AS language,
              {heard} AS heard,
              EXISTS (SELECT 1 FROM delivery f WHERE f.folded_into = delivery.notice_id AND f.subscription_id = delivery.subscription_id) AS folds
            """, new { lease.Until, lease.Owner, lease.Now, limit, noticeId, others = story?.Others ?? [], unfolded = story?.Unfolded ?? [] });
        if (rows.Count == 0)
        {
            return [];
        }

        var claims = new List<Claim>(rows.Count);
        foreach (var group in rows.GroupBy(r => r.NoticeId))
        {
            var notice = (await NoticeStore.Find(session, group.Key))!;
            var folding = group.Where(r => r.Folds).Select(r => r.SubscriptionId).ToList();
            var untold = folding.Count == 0 ? null : await FoldStore.Untold(session, group.Key, folding);
            claims.AddRange(group.Select(r => new Claim(notice, r.SubscriptionId, r.Address, r.Language, (int)r.Attempts, lease.Now)
            {
                Heard = new(r.Heard, r.Folds ? [.. untold![r.SubscriptionId]] : []),
            }));
        }

        return claims;
    }

    private sealed class ClaimRow
    {
        public string NoticeId { get; init; } = "";
        public string SubscriptionId { get; init; } = "";
        public long Attempts { get; init; }
        public string Address { get; init; } = "";
        public string Language { get; init; } = "";
        public bool Heard { get; init; }
        public bool Folds { get; init; }
    }

    private sealed class KeyRow
    {
        public string NoticeId { get; init; } = "";
        public string SubscriptionId { get; init; } = "";
    }
}

/// <summary>A claim's owner and end. A node that lives renews it; what a dead node held is taken back when it has passed.</summary>
internal sealed record Lease(string Owner, DateTimeOffset Now)
{
    public static readonly TimeSpan Length = TimeSpan.FromSeconds(30);

    public DateTimeOffset Until => Now + Length;
}
