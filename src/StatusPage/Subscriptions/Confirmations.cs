using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Jobs;

namespace StatusPage.Subscriptions;

/// <summary>For the mailer of confirmation links: what is due, and what became of it.</summary>
internal sealed class Confirmations(Database database, TimeProvider time)
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Up to <paramref name="limit"/> mails that are due, taken for five minutes. Each must be answered by <see cref="MarkConfirmationSent"/> or
    /// <see cref="PostponeConfirmation"/>; one that is not comes back.
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
