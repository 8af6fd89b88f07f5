using System.Net;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Promises;

namespace StatusPage.Tests.Console;

/// <summary>Promises from the console; times are those of the page's zone, Seoul.</summary>
public sealed class PromisePagesTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    private const string Hostile = "<script>alert(1)</script>\"'";

    [Fact]
    public async Task An_update_promises_an_estimate_and_a_plan_and_the_page_keeps_what_was_said_before()
    {
        using var visitor = await Visitor.As(app, Role.Operator);
        var incident = await Open("Estimated");
        using var first = await visitor.Send($"/console/incidents/{incident.Id}", "Publish", ("incident.body", "A."), ("promise.estimate.due", In(2)), ("promise.estimate.basis", Hostile), ("promise.estimate.confidence", "low"), ("promise.plan.due", In(3)));
        Assert.Equal(HttpStatusCode.Found, first.StatusCode);
        app.Clock.Advance(TimeSpan.FromMinutes(1));
        using var second = await visitor.Send($"/console/incidents/{incident.Id}", "Promise it", ("promise.kind", "estimate"), ("promise.due", In(5)), ("promise.basis", "pumps"), ("promise.confidence", "high"));
        Assert.Equal(HttpStatusCode.Found, second.StatusCode);

        var open = (await Of(incident)).Where(p => p.IsOpen).Select(p => p.Kind).Order();
        Assert.Equal([PromiseKind.NextUpdate, PromiseKind.Estimate, PromiseKind.Plan], open);
        var page = await visitor.Read($"/console/incidents/{incident.Id}");
        var text = page.QuerySelector("section[aria-labelledby=promises]")!.TextContent;
        Assert.Contains("moved: 1.", text, StringComparison.Ordinal);
        Assert.Contains("Sure: pumps", text, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("script:not([src])"));
    }

    [Fact]
    public async Task A_wrong_promise_comes_back_with_the_field_named_and_what_was_typed()
    {
        using var visitor = await Visitor.As(app, Role.Operator);
        var incident = await Open("Wrong");
        var page = await Visitor.Parse(await visitor.Send($"/console/incidents/{incident.Id}", "Publish", ("incident.body", "typed"), ("promise.estimate.due", In(2))), HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(page.QuerySelector("#promise-estimate-basis-wrong"));
        Assert.NotNull(page.QuerySelector("#promise-estimate-confidence-wrong"));
        Assert.Equal("typed", page.QuerySelector("textarea")!.TextContent);
        var late = await Visitor.Parse(await visitor.Send($"/console/incidents/{incident.Id}", "Promise it", ("promise.kind", "plan"), ("promise.due", In(-1))), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("must be later than now.", late.QuerySelector("#promise-due-wrong")!.TextContent);
        Assert.Single(await Of(incident));
    }

    [Theory]
    [InlineData("", 14 * 24)]
    [InlineData("at", 48)]
    [InlineData("none", 0)]
    public async Task A_recovery_says_by_when_the_report_comes(string report, int hours)
    {
        using var visitor = await Visitor.As(app, Role.Operator);
        var incident = await Open("Reported");
        using var posted = await visitor.Send(
            $"/console/incidents/{incident.Id}", "Publish", ("incident.status", "resolved"), ("incident.body", "Over."), ("report", report), ("promise.report.due", In(48)), ("promise.plan.due", In(5)),
            ("incident.recovery.functionality_checked_by", "us"), ("incident.recovery.functionality_checked_how", "tried"), ("incident.recovery.data_checked", "all"), ("incident.recovery.lost", "no"));
        Assert.True(posted.StatusCode == HttpStatusCode.Found, await posted.Content.ReadAsStringAsync());
        var open = (await Of(incident)).Where(p => p.IsOpen).ToList();
        Assert.Equal(hours == 0 ? [] : [hours], open.Select(p => (int)Math.Round((p.Due - app.Clock.GetUtcNow()).TotalHours)));
    }

    [Fact]
    public async Task No_promise_is_no_choice_any_more_and_a_viewer_makes_none()
    {
        var incident = await Open("Looked at");
        using var visitor = await Visitor.As(app, Role.Operator);
        var page = await visitor.Read($"/console/incidents/{incident.Id}");
        Assert.Null(page.QuerySelector("input[name=next][value=none]"));
        using var viewer = await Visitor.As(app, Role.Viewer);
        Assert.Null((await viewer.Read($"/console/incidents/{incident.Id}")).QuerySelector("form[action*=Promise]"));
        using var refused = await viewer.Client.PostAsync($"/console/incidents/{incident.Id}?handler=Promise", new FormUrlEncodedContent([new("promise.kind", "plan"), new("promise.due", In(1))]));
        Assert.True(refused.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.BadRequest, refused.StatusCode.ToString());
        Assert.Single(await Of(incident));
    }

    [Fact]
    public async Task The_dashboard_begins_with_what_is_late_and_since_when()
    {
        var incident = await Open("Long silent");
        await app.Get<PromiseService>().Make(incident.Id, new(PromiseKind.Plan, app.Clock.GetUtcNow().AddMinutes(10)), Actor.System);
        app.Clock.Advance(TimeSpan.FromMinutes(40));
        using var visitor = await Visitor.As(app, Role.Viewer);
        var page = await visitor.Read("/console");
        var lines = page.QuerySelectorAll("section[aria-labelledby=late] li").Select(l => l.TextContent).Where(t => t.Contains("Long silent", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, lines.Count);
        Assert.Contains("Recovery plan: promised by", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("30 min late", lines[0], StringComparison.Ordinal);
        Assert.EndsWith("10 min late", lines[1], StringComparison.Ordinal);
        Assert.Equal("late", page.QuerySelector("main h2")!.Id);
    }

    private string In(int hours) => TimeZoneInfo.ConvertTime(app.Clock.GetUtcNow().AddHours(hours), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul")).ToString("yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);

    private Task<IReadOnlyList<Promise>> Of(Incident incident) => app.Get<PromiseService>().Of(incident.Id);

    private Task<Incident> Open(string name) => app.Get<IncidentService>().Open(new() { Name = name }, new() { Status = IncidentStatus.Investigating, Body = "Said." }, Actor.System);
}
