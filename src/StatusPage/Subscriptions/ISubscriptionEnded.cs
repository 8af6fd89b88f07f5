using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>Told in the transaction in which a subscription ends, so that what was still to be sent to it is released at once.</summary>
internal interface ISubscriptionEnded
{
    Task Ended(DbSession session, string subscriptionId, DateTimeOffset now);
}
