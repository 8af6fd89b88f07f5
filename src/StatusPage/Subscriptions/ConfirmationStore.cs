using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>A mail with a link that is due: to confirm, or, to who is subscribed already, to manage.</summary>
internal sealed class WantedConfirmation
{
    public string SubscriptionId { get; init; } = "";
    public string Channel { get; init; } = "";
    public string Address { get; init; } = "";
    public string Language { get; init; } = "";
    public string State { get; init; } = "";

    /// <summary>The subscription that is to go on under this address.</summary>
    public string? ReplacesId { get; init; }

    /// <summary>When it was first tried.</summary>
    public DateTimeOffset AskedAt { get; init; }

    /// <summary>Whether to send the manage link instead of a confirmation.</summary>
    public bool IsActive => State == SubscriptionState.Active.Wire();
}

/// <summary>The SQL of the mails that carry confirmation links.</summary>
internal static class ConfirmationStore
{
    /// <summary>Wants a mail, once, however often it is asked.</summary>
    public static Task Want(DbSession session, string id, DateTimeOffset at) =>
        session.Execute(
            "UPDATE subscription SET confirmation_wanted_at = @at, confirmation_asked_at = NULL WHERE id = @id AND state <> 'ended' AND confirmation_wanted_at IS NULL", new { id, at });

    /// <summary>Takes mails that are due, oldest first, until <paramref name="until"/>: a taker that dies leaves them to the next.</summary>
    public static Task<IReadOnlyList<WantedConfirmation>> Take(DbSession session, int limit, DateTimeOffset now, DateTimeOffset until) =>
        session.Query<WantedConfirmation>(
            """
            UPDATE subscription SET confirmation_wanted_at = @until, confirmation_asked_at = COALESCE(confirmation_asked_at, @now)
            WHERE confirmation_wanted_at <= @now AND id IN (
              SELECT id FROM subscription WHERE confirmation_wanted_at <= @now ORDER BY confirmation_wanted_at LIMIT @limit)
            RETURNING id AS subscription_id, channel, address, language, state, replaces_id, confirmation_asked_at AS asked_at
            """, new { limit, now, until });

    public static async Task<bool> SetHash(DbSession session, string id, string hash, DateTimeOffset expiresAt) =>
        await session.Execute(
            "UPDATE subscription SET confirmation_hash = @hash, confirmation_expires_at = @expiresAt WHERE id = @id AND state IN ('pending', 'suspended')",
            new { id, hash, expiresAt }) == 1;

    public static Task MarkSent(DbSession session, string id, DateTimeOffset now) =>
        session.Execute("UPDATE subscription SET confirmation_sent_at = @now, confirmation_wanted_at = NULL WHERE id = @id", new { id, now });

    public static Task Postpone(DbSession session, string id, DateTimeOffset until) =>
        session.Execute("UPDATE subscription SET confirmation_wanted_at = @until WHERE id = @id AND confirmation_wanted_at IS NOT NULL", new { id, until });

    /// <summary>Forgets the addresses of those who never confirmed. Who still waits for a mail is not forgotten.</summary>
    public static async Task<int> DeleteUnconfirmed(DbSession session, DateTimeOffset olderThan)
    {
        const string Forgotten = "state = 'pending' AND confirmation_wanted_at IS NULL AND COALESCE(confirmation_sent_at, created_at) < @olderThan";
        await session.Execute($"DELETE FROM subscription_scope WHERE subscription_id IN (SELECT id FROM subscription WHERE {Forgotten})", new { olderThan });
        return await session.Execute($"DELETE FROM subscription WHERE {Forgotten}", new { olderThan });
    }
}
