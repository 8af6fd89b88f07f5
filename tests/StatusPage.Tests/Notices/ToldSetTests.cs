using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices;

public sealed class ToldSetTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    /// <summary>Every way in which somebody told might be forgotten, by name.</summary>
    private static readonly Dictionary<string, Func<Scene, Task>> Changes = new()
    {
        ["a component is taken off"] = s => s.Incidents.Change(s.Incident.Id, f => f, [], FanOutFixture.Actor),
        ["the component is deleted"] = s => s.Components.Delete(s.Component.Id, FanOutFixture.Actor),
        ["the group is deleted"] = s => s.Components.DeleteGroup(s.Group.Id, FanOutFixture.Actor),
        ["the component leaves the group"] = s => s.Components.Change(s.Component.Id, f => f with { GroupId = null }, null, FanOutFixture.Actor),
        ["the incident is renamed"] = s => s.Incidents.Change(s.Incident.Id, f => f with { Name = "Something else" }, null, FanOutFixture.Actor),
        ["the readers choose something else in another language"] = async s =>
        {
            foreach (var reader in s.Readers)
            {
                await s.Service.Change(reader.Id, SubscriptionScope.Of([s.Unrelated.Id], []), "ko");
            }
        },
        ["a list is imported with them in it"] = s => s.Import.Run(new StringReader($"address,language,scope\n{string.Join('\n', s.Readers.Select(r => $"{r.Address},ko,{s.Unrelated.Id}"))}\n"), confirmed: true, FanOutFixture.Actor),
        ["a list is imported without them"] = s => s.Import.Run(new StringReader($"new-{s.Name}@example.com,ko,{s.Unrelated.Id}\n"), confirmed: true, FanOutFixture.Actor),
        ["it is merged"] = async s => s.Incident = await s.Merging.Merge(s.Incident.Id, (await s.Other()).Id, null, FanOutFixture.Actor),
    };

    public static TheoryData<string> Names => [.. Changes.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Nobody_is_forgotten_when(string change)
    {
        var scene = await Begin($"t{Array.IndexOf([.. Changes.Keys], change)}");

        await Changes[change](scene);

        Assert.Equal(3, (await app.Ledger(scene.Incident)).Told);
        await app.Resolve(scene.Incident);
        await app.Ledger(scene.Incident, l => l is { Told: 3, Recovered: 3, Owed: 0 });
    }

    /// <summary>Three told of one outage: by the component, by its group, by both.</summary>
    private async Task<Scene> Begin(string name)
    {
        var components = app.Get<ComponentService>();
        var component = await app.Component(name);
        var group = await components.CreateGroup(new() { Name = $"{name} group" }, [component.Id], FanOutFixture.Actor);
        var unrelated = await app.Component($"{name} unrelated");
        var whole = await app.Subscriber($"{name}-whole@example.com", component);
        var grouped = await app.Get<Subscribers>().Create($"{name}-group@example.com", SubscriptionScope.Of([], [group.Id]), "en", skipConfirmation: true, FanOutFixture.Actor);
        var mixed = await app.Get<Subscribers>().Create($"{name}-mixed@example.com", SubscriptionScope.Of([component.Id], [group.Id]), "ko", skipConfirmation: true, FanOutFixture.Actor);
        var incident = await app.Outage($"{name} is down", component);
        await app.Ledger(incident, l => l.Told == 3);
        return new(app, name, component, group, unrelated, [whole, grouped, mixed]) { Incident = incident };
    }

    private sealed record Scene(FanOutFixture App, string Name, Component Component, ComponentGroup Group, Component Unrelated, IReadOnlyList<Subscription> Readers)
    {
        public required Incident Incident { get; set; }

        public IncidentService Incidents => App.Get<IncidentService>();

        public IncidentMerging Merging => App.Get<IncidentMerging>();

        public ComponentService Components => App.Get<ComponentService>();

        public SubscriptionService Service => App.Get<SubscriptionService>();

        public SubscriptionImport Import => App.Get<SubscriptionImport>();

        public Task<Incident> Other() => App.Outage($"{Name} again", Unrelated);
    }
}
