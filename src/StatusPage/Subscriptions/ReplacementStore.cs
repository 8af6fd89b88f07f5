using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>The SQL of addresses that wait to take the place of another.</summary>
internal static class ReplacementStore
{
    public static Task Want(DbSession session, string askedId, string formerId, string by) =>
        session.Execute("UPDATE subscription SET replaces_id = @formerId, replaces_for = @by WHERE id = @askedId AND state = 'pending'", new { askedId, formerId, by });

    /// <summary>Forgets what was asked for before.</summary>
    public static async Task DropOthers(DbSession session, string formerId, string askedId)
    {
        foreach (var id in await session.Query<string>(
            "SELECT id FROM subscription WHERE replaces_id = @formerId AND id <> @askedId AND state = 'pending'", new { formerId, askedId }))
        {
            await Drop(session, id);
        }
    }

    public static async Task Drop(DbSession session, string askedId)
    {
        await session.Execute("DELETE FROM subscription_scope WHERE subscription_id = @askedId", new { askedId });
        await session.Execute("DELETE FROM subscription WHERE id = @askedId AND state = 'pending'", new { askedId });
    }

    /// <summary>Gives the confirmed address to the subscription that goes on, and its link with it, so that pressing the button twice says the same.</summary>
    public static async Task Move(DbSession session, string askedId, string formerId)
    {
        var asked = (await session.First<AskedRow>(
            "SELECT address, address_key, confirmation_hash, confirmation_expires_at, confirmation_sent_at FROM subscription WHERE id = @askedId", new { askedId }))!;
        await Drop(session, askedId);
        await session.Execute(
            """
            UPDATE subscription SET address = @Address, address_key = @AddressKey, confirmation_hash = @ConfirmationHash,
              confirmation_expires_at = @ConfirmationExpiresAt, confirmation_sent_at = @ConfirmationSentAt,
              state = CASE state WHEN 'suspended' THEN 'active' ELSE state END, suspended_at = NULL, suspended_words = NULL
            WHERE id = @formerId AND state <> 'ended'
            """, new { asked.Address, asked.AddressKey, asked.ConfirmationHash, asked.ConfirmationExpiresAt, asked.ConfirmationSentAt, formerId });
    }

    private sealed class AskedRow
    {
        public string Address { get; init; } = "";
        public string AddressKey { get; init; } = "";
        public string? ConfirmationHash { get; init; }
        public DateTimeOffset? ConfirmationExpiresAt { get; init; }
        public DateTimeOffset? ConfirmationSentAt { get; init; }
    }
}
