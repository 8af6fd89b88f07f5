using StatusPage.Platform.Data;

namespace StatusPage.Notices;

/// <summary>The SQL of deliveries whose reader goes on under another address.</summary>
internal static class FormerAddressStore
{
    /// <summary>Notes on what is final, and on every attempt so far, to which address it was.</summary>
    public static async Task Keep(DbSession session, string subscriptionId, string address)
    {
        await session.Execute(
            """
            UPDATE delivery SET former_address = @address
            WHERE subscription_id = @subscriptionId AND former_address IS NULL AND state IN ('accepted', 'released', 'written_off')
            """, new { subscriptionId, address });
        await session.Execute(
            """
            UPDATE delivery_attempt SET former_address = @address WHERE subscription_id = @subscriptionId AND former_address IS NULL
              AND notice_id IN (SELECT notice_id FROM delivery WHERE subscription_id = @subscriptionId)
            """, new { subscriptionId, address });
    }

    public static Task TryElsewhere(DbSession session, string subscriptionId, DateTimeOffset now) =>
        session.Execute(
            "UPDATE delivery SET state = 'waiting', due_at = @now, ended_at = NULL WHERE subscription_id = @subscriptionId AND state IN ('waiting', 'refused', 'exhausted', 'bounced')",
            new { subscriptionId, now });
}
