using StatusPage.Platform.Data;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

/// <summary>What could not be brought to the former address is tried at the new one; what went to the former stays on record as that.</summary>
internal sealed class AddressReplaced : IAddressReplaced
{
    public async Task Replaced(DbSession session, Subscription former, DateTimeOffset now)
    {
        await FormerAddressStore.Keep(session, former.Id, former.Address);
        await FormerAddressStore.TryElsewhere(session, former.Id, now);
    }
}
