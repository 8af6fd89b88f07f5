using StatusPage.Platform.Data;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>Who subscribes while something is broken that concerns them is told at once how it stands, and then belongs to those who were told.</summary>
internal sealed class Newcomers : ISubscriptionActivated
{
    public async Task Activated(DbSession session, string subscriptionId, DateTimeOffset now)
    {
        foreach (var notice in await NoticeStore.PresentState(session, subscriptionId))
        {
            await NoticeStore.PlanFor(session, notice, subscriptionId, await NoticeStore.AudienceOf(session, notice), now);
            session.AddWork();
        }
    }
}
