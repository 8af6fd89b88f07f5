using StatusPage.Platform.Data;

namespace StatusPage.Reminders;

/// <summary>The SQL of reminders.</summary>
internal static class ReminderStore
{
    /// <summary>Those of some promises that need not be sent now: sent, or being sent, or put off.</summary>
    public static async Task<HashSet<ReminderKey>> Settled(DbSession session, IReadOnlyCollection<string> promiseIds, DateTimeOffset now) =>
        promiseIds.Count == 0 ? [] :
        [
            .. (await session.Query<Row>(
                "SELECT promise_id, number, operator_id FROM reminder WHERE promise_id IN @promiseIds AND (sent_at IS NOT NULL OR try_after > @now)", new { promiseIds, now }))
                .Select(r => new ReminderKey(r.PromiseId, (int)r.Number, r.OperatorId)),
        ];

    /// <summary>Takes a reminder for this node, and forgets the earlier ones.</summary>
    /// <returns>False when another has it, or it was sent.</returns>
    public static async Task<bool> Claim(DbSession session, ReminderKey key, DateTimeOffset now, DateTimeOffset until)
    {
        var claimed = await session.Execute(
            """
            INSERT INTO reminder (promise_id, number, operator_id, try_after) VALUES (@PromiseId, @Number, @OperatorId, @until)
            ON CONFLICT (promise_id, operator_id, number) DO UPDATE SET try_after = @until WHERE reminder.sent_at IS NULL AND reminder.try_after <= @now
            """, new { key.PromiseId, key.Number, key.OperatorId, until, now }) > 0;
        if (claimed)
        {
            await session.Execute("DELETE FROM reminder WHERE promise_id = @PromiseId AND operator_id = @OperatorId AND number < @Number", new { key.PromiseId, key.OperatorId, key.Number });
        }

        return claimed;
    }

    public static Task Sent(DbSession session, ReminderKey key, DateTimeOffset now) =>
        session.Execute(
            "UPDATE reminder SET sent_at = @now WHERE promise_id = @PromiseId AND operator_id = @OperatorId AND number = @Number",
            new { key.PromiseId, key.OperatorId, key.Number, now });

    public static Task PutOff(DbSession session, ReminderKey key, DateTimeOffset until) =>
        session.Execute(
            "UPDATE reminder SET try_after = @until WHERE promise_id = @PromiseId AND operator_id = @OperatorId AND number = @Number AND sent_at IS NULL",
            new { key.PromiseId, key.OperatorId, key.Number, until });

    private sealed class Row
    {
        public string PromiseId { get; init; } = "";
        public long Number { get; init; }
        public string OperatorId { get; init; } = "";
    }
}

/// <summary>One reminder: the n-th of a promise, to an operator.</summary>
internal sealed record ReminderKey(string PromiseId, int Number, string OperatorId);
