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

    /// <summary>What was not brought there, as one letter of each incident; what a later word has made old is not sent any more.</summary>
    public static Task TryElsewhere(DbSession session, string subscriptionId, DateTimeOffset now) =>
        DeliveryStore.Again(session, "subscription_id = @subscriptionId AND state IN ('waiting', 'refused', 'exhausted', 'bounced')", new { subscriptionId, now }, now);
}
