using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>Told in the transaction in which a suspended subscription is active again, so that what it is owed meanwhile is sent.</summary>
internal interface ISubscriptionResumed
{
    Task Resumed(DbSession session, string subscriptionId, DateTimeOffset now);
}
