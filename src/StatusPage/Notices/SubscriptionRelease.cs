using StatusPage.Platform.Data;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>Unsubscribing releases at once what was still to be sent.</summary>
internal sealed class SubscriptionRelease : ISubscriptionEnded
{
    public Task Ended(DbSession session, string subscriptionId, DateTimeOffset now) => DeliveryStore.Release(session, subscriptionId, now);
}
