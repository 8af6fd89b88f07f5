using System.Net;
using AngleSharp.Html.Dom;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Tests.Notices;

namespace StatusPage.Tests.Console;

/// <summary>The form of the next update, when it is older than what was posted meanwhile, and what its button says.</summary>
public sealed class UpdateFormTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task An_older_page_does_not_reopen_what_was_resolved_meanwhile()
    {
        using var visitor = await Visitor.As(app, Role.Operator);
        var incident = await Open();
        var older = await visitor.Read($"/console/incidents/{incident.Id}");
        await Post(incident, IncidentStatus.Resolved, "Over.");

        var refused = await Visitor.Parse(await visitor.Send(older, "Publish", ("incident.body", "typed"), ("incident.effect_can", "wait")), HttpStatusCode.Conflict);

        Assert.StartsWith("Somebody posted", Alert(refused), StringComparison.Ordinal);
        Assert.Equal(("typed", "wait"), (refused.QuerySelector("textarea")!.TextContent, refused.QuerySelector("#incident-effect_can")!.GetAttribute("value")));
        Assert.Contains("Over.", refused.QuerySelector(".updates")!.TextContent, StringComparison.Ordinal);
        var again = await Visitor.Parse(await visitor.Send(refused, "Publish"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("typed", again.QuerySelector("textarea")!.TextContent);
        Assert.Null(again.QuerySelector("[name='incident.status'][checked]"));
        var quick = await Visitor.Parse(await visitor.Send(older, "Nothing has changed"), HttpStatusCode.Conflict);
        Assert.StartsWith("Somebody posted", Alert(quick), StringComparison.Ordinal);
        Assert.True((await app.Get<IncidentService>().Get(incident.Id)).IsResolved);

        using var meant = await visitor.Send(again, "Publish", ("incident.status", "identified"));
        Assert.Equal(IncidentStatus.Identified, (await app.Get<IncidentService>().Get(incident.Id)).Status);
        await Post(incident, IncidentStatus.Resolved, "Over again.");
    }

    [Fact]
    public async Task A_preview_does_not_pass_over_what_was_posted_meanwhile()
    {
        using var visitor = await Visitor.As(app, Role.Operator);
        var incident = await Open();
        var older = await visitor.Read($"/console/incidents/{incident.Id}");
        await Post(incident, IncidentStatus.Identified, "Found.");

        var preview = await Visitor.Parse(await visitor.Send(older, "Preview", ("incident.body", "typed")), HttpStatusCode.OK);
        var refused = await Visitor.Parse(await visitor.Send(preview, "Publish"), HttpStatusCode.Conflict);

        Assert.StartsWith("Somebody posted", Alert(refused), StringComparison.Ordinal);
        using var posted = await visitor.Send(refused, "Publish");
        Assert.Equal("typed", (await app.Get<IncidentService>().Get(incident.Id)).Latest.Body);
    }

    [Fact]
    public async Task The_effect_is_changed_with_the_update_and_stays_when_it_was_not_touched()
    {
        using var visitor = await Visitor.As(app, Role.Operator);
        var incident = await Open();
        var page = await visitor.Read($"/console/incidents/{incident.Id}");
        Assert.Equal("send", page.QuerySelector("#incident-effect_cannot")!.GetAttribute("value"));
        await app.Get<IncidentService>().Change(incident.Id, f => f with { EffectCan = "call" }, null, Actor.System);

        using var posted = await visitor.Send(page, "Publish", ("incident.effect_cannot", "send pictures"), ("incident.body", "Texts arrive."));

        var fields = (await app.Get<IncidentService>().Get(incident.Id)).Fields;
        Assert.Equal(("send pictures", "call"), (fields.EffectCannot, fields.EffectCan));
    }

    [Fact]
    public async Task The_button_says_who_is_told_whatever_is_ticked()
    {
        var component = await app.Component("Counted");
        await app.Subscriber("counted-one@example.com", component);
        await app.Subscriber("counted-two@example.com", component);
        var incident = await app.Outage("Counted is down", component);
        await app.Ledger(incident, l => l.Told == 2);
        await app.ComesToCareFor(component, "counted-three@example.com");
        using var visitor = await Visitor.As(app, Role.Operator);
        async Task<string> Words(string query)
        {
            using var answer = System.Text.Json.JsonDocument.Parse(await visitor.Client.GetStringAsync($"/console/would-be-told?component={component.Id}&{query}"));
            return answer.RootElement.GetProperty("words").GetString()!;
        }

        Assert.Equal("Tell 3 people", await Words($"incident={incident.Id}"));
        Assert.Equal("Publish, tell nobody", await Words($"incident={incident.Id}&quiet=on&status=identified"));
        Assert.Equal("Tell the recovery to the 2 people who were told", await Words($"incident={incident.Id}&quiet=on&status=resolved"));
        Assert.Equal("Publish, tell nobody", await Words("backdated=on&status=resolved"));
        var page = await visitor.Read($"/console/incidents/{incident.Id}");
        Assert.Equal("Tell 3 people", page.QuerySelector("[data-tell]")!.TextContent);
        var shown = await Visitor.Parse(await visitor.Send(page, "Preview", ("quiet", "on"), ("incident.status", "resolved")), HttpStatusCode.OK);
        Assert.Equal("Tell the recovery to the 2 people who were told", shown.QuerySelector("[data-tell]")!.TextContent);
        await app.Resolve(incident, component);
    }

    private static string Alert(IHtmlDocument page) => page.QuerySelector("[role=alert]")!.TextContent.Trim();

    private Task<Incident> Open() => app.Get<IncidentService>().Open(
        new() { Name = "Something is down", EffectCannot = "send", EffectCan = "read" }, new() { Status = IncidentStatus.Investigating, Body = "Said." }, Actor.System);

    private Task<Incident> Post(Incident incident, IncidentStatus status, string body) =>
        app.Get<IncidentService>().Post(incident.Id, new() { Status = status, Body = body }, Actor.System);
}
