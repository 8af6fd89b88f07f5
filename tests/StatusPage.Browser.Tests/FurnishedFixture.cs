using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Browser.Tests;

/// <summary>A program in which something of everything has happened.</summary>
public class FurnishedFixture : BrowserFixture
{
    private const string Body = """
        The power in one hall **failed**. We look for the cause, see [our guide](https://example.com/guide).

        # What works
        - pay by card
        - `transfer`
        """;

    internal string SubscriptionId { get; private set; } = "";

    internal string PendingAddress => "pending@example.com";

    /// <summary>What a derived fixture makes of every text that people write.</summary>
    protected virtual string Text(string text) => text;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Add(Role.Owner, Text("Owner"));
        await Add(Role.Viewer, Text("Viewer"));
        await NameSite(Text("Example"));
        var components = await Catalogue();
        await Subscribers(components);
        await Incidents(components);
    }

    private async Task NameSite(string name)
    {
        var key = await Get<ApiKeys>().Create(Text("monitoring"), Role.Owner, Actor.System);
        Client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("OAuth", key.Secret);
        var pages = await Client.GetFromJsonAsync<JsonElement>("/v1/pages");
        using var answer = await Client.PatchAsJsonAsync($"/v1/pages/{pages[0].GetProperty("id").GetString()}", new { page = new { name } });
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync());
    }

    private async Task<List<Component>> Catalogue()
    {
        var service = Get<ComponentService>();
        var made = new List<Component>();
        foreach (var name in new[] { "Messenger", "Pay", "Taxi", "Login", "Map" })
        {
            made.Add(await service.Create(new() { Name = Text(name), Description = Text("What it is for"), StartDate = new(2026, 1, 1) }, ComponentStatus.Operational, Actor.System));
        }

        await service.CreateGroup(new() { Name = Text("Talking"), Description = Text("What people say") }, [made[0].Id, made[3].Id], Actor.System);
        await service.Change(made[2].Id, f => f, ComponentStatus.UnderMaintenance, Actor.System);
        return made;
    }

    private async Task Subscribers(List<Component> components)
    {
        var subscribers = Get<Subscribers>();
        SubscriptionId = (await subscribers.Create("reader@example.com", SubscriptionScope.All, "en", skipConfirmation: true, Actor.System)).Id;
        await subscribers.Create("chooser@example.com", SubscriptionScope.Of([components[1].Id], []), "ko", skipConfirmation: true, Actor.System);
        await subscribers.Create(PendingAddress, SubscriptionScope.All, "en", skipConfirmation: false, Actor.System);
    }

    private async Task Incidents(List<Component> components)
    {
        var incidents = Get<IncidentService>();
        var over = await incidents.Open(new() { Name = Text("Taxis were late") }, Draft(IncidentStatus.Investigating, (components[2].Id, ComponentStatus.DegradedPerformance)), Actor.System);
        await incidents.Post(over.Id, Draft(IncidentStatus.Resolved), Actor.System);
        await incidents.Open(new() { Name = Text("Maps were old") }, Draft(IncidentStatus.Resolved) with { DisplayAt = TimeProvider.System.GetUtcNow().AddDays(-40) }, Actor.System);

        var open = await incidents.Open(
            new() { Name = Text("Power is out"), EffectCannot = Text("send messages"), EffectCan = Text("pay by card") },
            Draft(IncidentStatus.Investigating, (components[0].Id, ComponentStatus.MajorOutage), (components[1].Id, ComponentStatus.PartialOutage)),
            Actor.System);
        await incidents.Correct(open.Id, open.Updates[0].Id, new(Text(Body) + " Corrected."), Actor.System);
        await incidents.Post(open.Id, Draft(IncidentStatus.Identified, (components[3].Id, ComponentStatus.DegradedPerformance)) with { NextUpdateBy = TimeProvider.System.GetUtcNow().AddMinutes(30) }, Actor.System);
        await incidents.Open(new() { Name = Text("Something small") }, Draft(IncidentStatus.Monitoring), Actor.System);
    }

    private UpdateDraft Draft(IncidentStatus status, params (string Id, ComponentStatus Status)[] components) =>
        new() { Status = status, Body = Text(Body), Components = components.ToDictionary(c => c.Id, c => c.Status) };
}
