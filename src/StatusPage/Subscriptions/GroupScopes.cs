using StatusPage.Components;
using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>Who chose a group that is deleted has chosen its members from then on: a tidier page takes nobody's word away.</summary>
internal sealed class GroupScopes : IGroupDeleted
{
    public Task GroupDeleted(DbSession session, string groupId) => SubscriptionStore.ReplaceGroupByMembers(session, groupId);
}
