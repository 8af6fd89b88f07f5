using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Jobs;

namespace StatusPage.Subscriptions;

/// <summary>For the mailer of confirmation links: what is due, and what became of it.</summary>
internal sealed class Confirmations(Database database, TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);

    /// <summary>
    /// Up to <paramref name="limit"/> mails that are due, taken for five minutes. Each must be answered by <see cref="MarkConfirmationSent"/>,
    /// <see cref="DeferConfirmation"/> or <see cref="PostponeConfirmation"/>; one that is not comes back.
    /// </summary>
    public Task<IReadOnlyList<WantedConfirmation>> WantedConfirmations(int limit, CancellationToken cancellation = default) =>
        database.Write(session => ConfirmationStore.Take(session, limit, time.Now(), time.Now() + Lease), cancellation);

    /// <summary>A new token for the link, valid 48 hours; earlier links stop working. Null when there is nothing to confirm any more: send nothing.</summary>
    public Task<string?> IssueConfirmationToken(string subscriptionId, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var token = Tokens.New();
            return await ConfirmationStore.SetHash(session, subscriptionId, Tokens.Hash(token), time.Now() + Subscription.LinkLifetime) ? token : null;
        }, cancellation);

    /// <summary>Accepted by the server, or refused for good: either way no other mail before the address's pause is over.</summary>
    public Task MarkConfirmationSent(string subscriptionId, CancellationToken cancellation = default) =>
        database.Write(session => ConfirmationStore.MarkSent(session, subscriptionId, time.Now()), cancellation);

    /// <summary>
    /// Put off by the address's server: tried again after a minute, then after twice as long each time up to hours. Who asked longer ago than a
    /// link lasts waits for it no more; they can ask again.
    /// </summary>
    /// <returns>Whether it is tried again.</returns>
    public async Task<bool> DeferConfirmation(WantedConfirmation wanted, CancellationToken cancellation = default)
    {
        var waited = time.Now() - wanted.AskedAt;
        if (waited >= Subscription.LinkLifetime)
        {
            await MarkConfirmationSent(wanted.SubscriptionId, cancellation);
            return false;
        }

        // As long again as it took so far is twice as long each time, without a count of tries.
        await PostponeConfirmation(wanted.SubscriptionId, TimeSpan.FromTicks(Math.Clamp(waited.Ticks, ShortestPause.Ticks, LongestPause.Ticks)), cancellation);
        return true;
    }

    /// <summary>Not sent now, tried again after <paramref name="pause"/>.</summary>
    public Task PostponeConfirmation(string subscriptionId, TimeSpan pause, CancellationToken cancellation = default) =>
        database.Write(session => ConfirmationStore.Postpone(session, subscriptionId, time.Now() + pause), cancellation);
}

/// <summary>An address that was never confirmed may not be its sender's; it is kept a week.</summary>
internal sealed class ForgetUnconfirmedJob(Database database, TimeProvider time) : IBackgroundJob
{
    private static readonly TimeSpan KeptFor = TimeSpan.FromDays(7);

    public static string Name => "forget-unconfirmed";

    public static TimeSpan Every => TimeSpan.FromHours(1);

    public Task Run(CancellationToken cancellation) =>
        database.Write(session => ConfirmationStore.DeleteUnconfirmed(session, time.Now() - KeptFor), cancellation);
}
