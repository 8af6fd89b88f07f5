using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>
/// The SQL of folding: what a reader has not been sent yet when something later of the same incident is there for them is said inside that later letter, and never
/// by itself. Recoveries and final reports are never folded away.
/// </summary>
internal static class FoldStore
{
    /// <summary>The condition under which a notice, by its alias, may be folded into a later one.</summary>
    private static string MayFold(string notice) => $"{notice}.kind NOT IN ('recovery', 'report')";

    /// <summary>The condition under which a delivery, by its alias, reached its reader or still may.</summary>
    private static string Alive(string delivery) => $"{delivery}.state NOT IN ('refused', 'exhausted', 'released', 'written_off', 'bounced')";

    /// <summary>Folds what readers of a chunk have not been sent yet into what was just planned for them.</summary>
    public static async Task Planned(DbSession session, Notice notice, string after, string? last, DateTimeOffset now)
    {
        var args = new { notice.Id, notice.IncidentId, notice.Number, after, last, now };
        var range = last is null ? "subscription_id > @after" : "subscription_id > @after AND subscription_id <= @last";
        var planned = $"EXISTS (SELECT 1 FROM delivery l WHERE l.notice_id = @Id AND l.subscription_id = delivery.subscription_id AND {Alive("l")})";
        var folded = await session.Execute(
            $"""
            UPDATE delivery SET state = 'folded', folded_into = @Id, ended_at = @now
            WHERE state = 'queued' AND {range} AND {planned}
              AND notice_id IN (SELECT m.id FROM notice m WHERE {Family.Of("m", "@IncidentId")} AND m.number < @Number AND {MayFold("m")})
            """, args);
        // By the few who have something put off, in their index's own words: what was sent is not read again.
        folded += await session.Execute(
            $"""
            UPDATE delivery SET state = 'folded', folded_into = @Id, ended_at = @now, due_at = NULL
            WHERE {planned} AND (notice_id, subscription_id) IN (
              SELECT p.notice_id, p.subscription_id FROM delivery p CROSS JOIN notice m
              WHERE p.state IN ('waiting', 'refused', 'exhausted') AND p.state = 'waiting' AND p.{range.Replace(" AND ", " AND p.", StringComparison.Ordinal)}
                AND m.id = p.notice_id AND {Family.Of("m", "@IncidentId")} AND m.number < @Number AND {MayFold("m")})
            """, args);
        if (folded > 0)
        {
            // What had been folded into those goes with them.
            await session.Execute(
                $"""
                UPDATE delivery SET folded_into = @Id
                WHERE folded_into IN (SELECT m.id FROM notice m WHERE {Family.Of("m", "@IncidentId")} AND m.number < @Number) AND {range}
                  AND EXISTS (SELECT 1 FROM delivery l WHERE l.notice_id = delivery.folded_into AND l.subscription_id = delivery.subscription_id AND l.folded_into = @Id)
                """, args);
        }
    }

    /// <summary>Folds those of these deliveries that are to be sent (again) although something later of the incident is there for their readers.</summary>
    public static async Task Passed(DbSession session, IReadOnlyCollection<(string NoticeId, string SubscriptionId)> deliveries, DateTimeOffset now)
    {
        if (deliveries.Count == 0)
        {
            return;
        }

        var args = deliveries.Select(d => new { d.NoticeId, d.SubscriptionId, now }).ToList();
        // The last of those not sent yet, which then says it; or the last of all, which made it old.
        var later =
            $"""
            SELECT m.id FROM notice n JOIN notice m ON {Family.Of("m", "n.incident_id")} AND m.number > n.number CROSS JOIN delivery l
            WHERE n.id = @NoticeId AND {MayFold("n")} AND l.notice_id = m.id AND l.subscription_id = @SubscriptionId AND {Alive("l")} AND l.state <> 'folded'
            ORDER BY CASE WHEN l.state IN ('queued', 'waiting') THEN 0 ELSE 1 END, m.number DESC LIMIT 1
            """;
        await session.Execute(
            $"""
            UPDATE delivery SET state = 'folded', folded_into = ({later}), ended_at = @now, due_at = NULL
            WHERE notice_id = @NoticeId AND subscription_id = @SubscriptionId AND state IN ('queued', 'waiting') AND EXISTS ({later})
            """, args);
        await session.Execute(
            """
            UPDATE delivery SET folded_into = (SELECT l.folded_into FROM delivery l WHERE l.notice_id = @NoticeId AND l.subscription_id = @SubscriptionId)
            WHERE folded_into = @NoticeId AND subscription_id = @SubscriptionId
              AND EXISTS (SELECT 1 FROM delivery l WHERE l.notice_id = @NoticeId AND l.subscription_id = @SubscriptionId AND l.state = 'folded')
            """, args);
    }

    /// <summary>The notices that were folded into one for each of these readers, oldest first.</summary>
    public static async Task<ILookup<string, string>> Untold(DbSession session, string noticeId, IReadOnlyCollection<string> subscriptionIds) =>
        (await session.Query<UntoldRow>(
            """
            SELECT d.subscription_id, d.notice_id FROM delivery d JOIN notice n ON n.id = d.notice_id
            WHERE d.folded_into = @noticeId AND d.subscription_id IN @subscriptionIds ORDER BY n.number
            """, new { noticeId, subscriptionIds })).ToLookup(r => r.SubscriptionId, r => r.NoticeId);

    private sealed class UntoldRow
    {
        public string SubscriptionId { get; init; } = "";
        public string NoticeId { get; init; } = "";
    }
}
