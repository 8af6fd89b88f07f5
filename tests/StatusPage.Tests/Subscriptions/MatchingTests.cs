using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

public sealed class MatchingTests
{
    [Fact]
    public async Task A_subscription_is_told_of_its_components_its_groups_and_who_joined_them_later()
    {
        using var bed = await SubscriptionsBed.Create();
        var (mail, login, map) = (await bed.Component("Mail"), await bed.Component("Login"), await bed.Component("Map"));
        var group = await bed.Group("Accounts", login);
        await bed.Subscribe("all@example.com");
        await bed.Subscribe("mail@example.com", SubscriptionScope.Of([mail], []));
        await bed.Subscribe("both@example.com", SubscriptionScope.Of([mail, map], [group]));
        await bed.Subscribe("group@example.com", SubscriptionScope.Of([], [group]));
        await bed.Ask("pending@example.com");
        await bed.Service.Unsubscribe((await bed.Subscribe("left@example.com")).Id);

        Assert.Equal(1, await bed.Ledger.WouldBeTold(null, []));
        Assert.Equal(3, await bed.Ledger.WouldBeTold(null, [mail]));
        Assert.Equal(3, await bed.Ledger.WouldBeTold(null, [login]));
        Assert.Equal(2, await bed.Ledger.WouldBeTold(null, [map]));
        Assert.Equal(4, await bed.Ledger.WouldBeTold(null, [mail, login, map]));
        Assert.Equal(1, await bed.Ledger.WouldBeTold(null, ["unknown' OR 1=1"]));

        await bed.Components.Change(map, f => f with { GroupId = group }, null, SubscriptionsBed.Operator);
        Assert.Equal(3, await bed.Ledger.WouldBeTold(null, [map]));
        await bed.Components.Change(login, f => f with { GroupId = null }, null, SubscriptionsBed.Operator);
        Assert.Equal(1, await bed.Ledger.WouldBeTold(null, [login]));
    }

    [Fact]
    public async Task Who_chose_a_group_that_is_deleted_goes_on_hearing_of_its_members()
    {
        using var bed = await SubscriptionsBed.Create();
        var (mail, login, map) = (await bed.Component("Mail"), await bed.Component("Login"), await bed.Component("Map"));
        var group = await bed.Group("Accounts", login, mail);
        var other = await bed.Group("Others", map);
        await bed.Subscribe("group@example.com", SubscriptionScope.Of([], [group]));
        await bed.Subscribe("both@example.com", SubscriptionScope.Of([login], [group, other]));

        await bed.Components.DeleteGroup(group, SubscriptionsBed.Operator);
        Assert.Equal(2, await bed.Ledger.WouldBeTold(null, [mail]));
        Assert.Equal(2, await bed.Ledger.WouldBeTold(null, [login]));
        Assert.Equal(1, await bed.Ledger.WouldBeTold(null, [map]));
        Assert.Equal(new[] { login, mail }.Order(StringComparer.Ordinal), (await bed.Only("group@")).Scope.Components);
        Assert.Equal([other], (await bed.Only("both@")).Scope.Groups);
    }

    [Fact]
    public async Task One_can_be_told_of_a_single_incident()
    {
        using var bed = await SubscriptionsBed.Create();
        var mail = await bed.Component("Mail");
        var subscription = await bed.Subscribe("a@example.com", SubscriptionScope.Of([mail], []));
        await bed.Database.Write(session => session.Execute(
            "UPDATE subscription_scope SET kind = 'incident', target_id = 'incident0001' WHERE subscription_id = @Id", new { subscription.Id }));
        Assert.Equal(0, await bed.Ledger.WouldBeTold(null, [mail]));
        Assert.Equal(0, await bed.Ledger.WouldBeTold("incident0002", [mail]));
        Assert.Equal(1, await bed.Ledger.WouldBeTold("incident0001", []));
    }
}
