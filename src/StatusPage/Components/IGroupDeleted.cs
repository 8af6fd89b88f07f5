using StatusPage.Platform.Data;

namespace StatusPage.Components;

/// <summary>Told in the transaction in which a group is deleted, while its members are still in it: what stands above components may have chosen the group.</summary>
internal interface IGroupDeleted
{
    Task GroupDeleted(DbSession session, string groupId);
}
