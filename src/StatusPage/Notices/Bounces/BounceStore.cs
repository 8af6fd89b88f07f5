using StatusPage.Mail.Reports;
using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Notices.Bounces;

/// <summary>One report, as it is kept.</summary>
internal sealed record Bounce(string Id, string Kind, string Class, ReturnToken About, string? Status, string Words, string Report);

/// <summary>The SQL of what came back. Every change names the state it expects.</summary>
internal static class BounceStore
{
    public const string SuspendedWords = "Not sent: the address is suspended since mail to it came back.";

    /// <summary>ended_at and words of a new delivery to the subscription s: to one that is suspended nothing is sent, but that stays to be seen.</summary>
    public const string NotSentSql = "CASE s.state WHEN 'suspended' THEN @now END, CASE s.state WHEN 'suspended' THEN @suspended END";

    // Whoever holds a genuine address can write reports about themselves without end.
    private const int MostKept = 50;

    /// <summary>False when the same report came before, or too many did.</summary>
    public static async Task<bool> Keep(DbSession session, Bounce bounce, DateTimeOffset now) =>
        await session.Execute(
            """
            INSERT INTO bounce (id, at, kind, class, subscription_id, notice_id, status, words, effect, report)
            SELECT @Id, @now, @Kind, @Class, @SubscriptionId, @NoticeId, @Status, @Words, '', @Report
            WHERE (SELECT COUNT(*) FROM bounce WHERE subscription_id = @SubscriptionId AND COALESCE(notice_id, '') = COALESCE(@NoticeId, '')) < @MostKept
            ON CONFLICT DO NOTHING
            """,
            new
            {
                bounce.Id, now, bounce.Kind, bounce.Class, bounce.About.SubscriptionId, bounce.About.NoticeId, bounce.Status, bounce.Words, bounce.Report, MostKept,
            }) == 1;

    public static Task SetEffect(DbSession session, string id, BounceEffect effect) =>
        session.Execute("UPDATE bounce SET effect = @effect WHERE id = @id", new { id, effect = effect.Wire() });

    /// <summary>How often a delivery came back in a way.</summary>
    public static Task<long> Count(DbSession session, ReturnToken about, BounceClass @class) =>
        session.Scalar<long>(
            "SELECT COUNT(*) FROM bounce WHERE subscription_id = @SubscriptionId AND notice_id = @NoticeId AND class = @class",
            new { about.SubscriptionId, about.NoticeId, @class = @class.Wire() });

    /// <summary>
    /// A delivery that was taken, or may have been, is not told after all; its reader stays among the told, since nobody knows what they saw. Not when it is in
    /// another state, and so not what the report is about.
    /// </summary>
    public static async Task<TurnedBack> TurnBack(DbSession session, ReturnToken about, DeliveryState to, DateTimeOffset? dueAt, string words, DateTimeOffset now)
    {
        var changed = await session.Query<TurnedRow>(
            """
            UPDATE delivery SET state = @state, uncertain = 1, words = @words, due_at = @dueAt, ended_at = CASE WHEN @waits = 1 THEN NULL ELSE @now END
            WHERE notice_id = @NoticeId AND subscription_id = @SubscriptionId AND (state = 'accepted' OR (uncertain = 1 AND state IN ('queued', 'waiting')))
            RETURNING former_address
            """,
            new { about.NoticeId, about.SubscriptionId, state = to.Wire(), words, dueAt, waits = dueAt is null ? 0L : 1, now });
        if (changed is not [var turned])
        {
            return TurnedBack.No;
        }

        await session.Execute(
            """
            INSERT INTO delivery_attempt (notice_id, subscription_id, number, at, outcome, words, former_address)
            SELECT notice_id, subscription_id, attempts, @now, 'bounced', @words, former_address FROM delivery WHERE notice_id = @NoticeId AND subscription_id = @SubscriptionId
            ON CONFLICT DO NOTHING
            """, new { about.NoticeId, about.SubscriptionId, words, now });
        if (to == DeliveryState.Waiting)
        {
            await FoldStore.Passed(session, [(about.NoticeId!, about.SubscriptionId)], now);
        }

        if (turned.FormerAddress is null)
        {
            return TurnedBack.Yes;
        }

        // The next try goes to the address that the reader has now.
        await session.Execute(
            "UPDATE delivery SET former_address = NULL WHERE notice_id = @NoticeId AND subscription_id = @SubscriptionId", new { about.NoticeId, about.SubscriptionId });
        return TurnedBack.FromFormerAddress;
    }

    /// <summary>What was still to be sent to an address that is suspended is not.</summary>
    public static Task Stop(DbSession session, string subscriptionId, DateTimeOffset now) =>
        session.Execute(
            """
            UPDATE delivery SET state = 'refused', words = @SuspendedWords, due_at = NULL, ended_at = @now
            WHERE subscription_id = @subscriptionId AND state IN ('queued', 'waiting')
            """, new { subscriptionId, SuspendedWords, now });

    /// <summary>Somebody can be written to again: what did not reach them is tried now, as one letter, of each incident that they were told of or that is not over.</summary>
    public static Task Resume(DbSession session, string subscriptionId, DateTimeOffset now) =>
        DeliveryStore.Again(session,
            $"""
            subscription_id = @subscriptionId AND state IN ('bounced', 'refused') AND notice_id IN (
              SELECT n.id FROM delivery d JOIN notice n ON n.id = d.notice_id JOIN incident i ON i.id = n.incident_id
              WHERE d.subscription_id = @subscriptionId AND d.state IN ('bounced', 'refused') AND i.deleted_at IS NULL
                AND (i.resolved_at IS NULL OR EXISTS (SELECT 1 FROM notice m CROSS JOIN delivery t
                  WHERE {Family.Of("m", "n.incident_id")} AND t.notice_id = m.id AND t.subscription_id = d.subscription_id AND (t.state = 'accepted' OR t.uncertain = 1))))
            """, new { subscriptionId, now }, now);

    private sealed class TurnedRow
    {
        public string? FormerAddress { get; init; }
    }
}

internal enum TurnedBack
{
    No,
    Yes,

    /// <summary>It went to an address that the reader has left.</summary>
    FromFormerAddress,
}
