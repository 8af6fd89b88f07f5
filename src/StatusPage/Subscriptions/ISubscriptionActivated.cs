using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>Told in the transaction in which one subscription becomes active, so that its reader is not left out of what goes on. (Not of whole lists.)</summary>
internal interface ISubscriptionActivated
{
    Task Activated(DbSession session, string subscriptionId, DateTimeOffset now);
}
