using StatusPage.Notices.Bounces;
using StatusPage.Platform.Data;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>Unsubscribing releases at once what was still to be sent. Who can be written to again is sent what they missed.</summary>
internal sealed class SubscriptionRelease : ISubscriptionEnded, ISubscriptionResumed
{
    public Task Ended(DbSession session, string subscriptionId, DateTimeOffset now) => DeliveryStore.Release(session, subscriptionId, now);

    public Task Resumed(DbSession session, string subscriptionId, DateTimeOffset now) => BounceStore.Resume(session, subscriptionId, now);
}
