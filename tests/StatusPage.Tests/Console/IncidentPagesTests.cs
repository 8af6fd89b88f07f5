using System.Net;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Console;

public sealed class IncidentPagesTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    [Fact]
    public async Task A_posted_incident_appears_and_says_who_will_be_told()
    {
        var messenger = await Component("Messenger");
        await app.Get<Subscribers>().Create("reader@example.com", SubscriptionScope.Of([messenger.Id], []), null, skipConfirmation: true, Actor.System);
        using var visitor = await app.As(Role.Operator);

        var preview = await Visitor.Parse(
            await visitor.Send("/console/incidents/new", "Preview", ("incident.name", "Messages do not arrive"), ("incident.body", "We **look**."), ($"component.{messenger.Id}", "major_outage")), HttpStatusCode.OK);
        Assert.Equal("look", preview.QuerySelector("[data-preview] strong")!.TextContent);
        Assert.Equal("Messages do not arrive", preview.QuerySelector("[name='incident.name']")!.GetAttribute("value"));

        using var posted = await visitor.Send(preview, "Tell 1 person", ("incident.effect_cannot", "send messages"), ("next", "15"));
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        var page = await visitor.Read(posted.Headers.Location!.ToString());

        Assert.Equal("Messages do not arrive", page.QuerySelector("h1")!.TextContent);
        Assert.Contains("in 15 min", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Works → Down", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.NotNull((await visitor.Read("/console")).QuerySelector($"a[href='{posted.Headers.Location}']"));
        Assert.Equal(ComponentStatus.MajorOutage, (await app.Get<ComponentService>().Get(messenger.Id)).Status);
    }

    [Fact]
    public async Task A_refused_form_comes_back_with_the_reason_beside_the_field_and_what_was_typed()
    {
        using var visitor = await app.As(Role.Operator);

        var page = await Visitor.Parse(
            await visitor.Send("/console/incidents/new", "Publish", ("incident.name", ""), ("incident.body", "typed"), ("next", "at"), ("incident.next_update_by", "")), HttpStatusCode.UnprocessableEntity);

        Assert.Equal("typed", page.QuerySelector("textarea")!.TextContent);
        Assert.NotNull(page.QuerySelector("[role=alert] a[href='#incident-next_update_by']"));

        page = await Visitor.Parse(await visitor.Send(page, "Publish", ("next", "30")), HttpStatusCode.UnprocessableEntity);
        var field = page.QuerySelector("#incident-name")!;
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal("must be given.", page.GetElementById(field.GetAttribute("aria-describedby")!.Split(' ')[^1])!.TextContent);
    }

    [Fact]
    public async Task Only_allowed_steps_are_offered_and_a_forged_one_is_refused_in_words()
    {
        using var visitor = await app.As(Role.Operator);
        var incident = await Open(IncidentStatus.Resolved);
        var page = await visitor.Read($"/console/incidents/{incident.Id}");
        Assert.DoesNotContain("resolved", page.QuerySelectorAll("[name='incident.status']").Select(r => r.GetAttribute("value")));

        var refused = await Visitor.Parse(await visitor.Send(page, "Publish", ("incident.status", "resolved"), ("incident.body", "typed")), HttpStatusCode.Conflict);

        Assert.Contains("it cannot become resolved", refused.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("typed", refused.QuerySelector("textarea")!.TextContent);
    }

    [Fact]
    public async Task Resolving_puts_affected_services_back_when_that_is_ticked()
    {
        using var visitor = await app.As(Role.Operator);
        var component = await Component("Taxi");
        var incident = await Open(IncidentStatus.Investigating, (component.Id, ComponentStatus.PartialOutage));

        using var posted = await visitor.Send($"/console/incidents/{incident.Id}", "Publish", [("incident.status", "resolved"), ("incident.body", "Over."), .. RecoveryPagesTests.Checked()]);

        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        Assert.Equal(ComponentStatus.Operational, (await app.Get<ComponentService>().Get(component.Id)).Status);
        Assert.True((await app.Get<IncidentService>().Get(incident.Id)).IsResolved);
    }

    [Fact]
    public async Task Nothing_has_changed_is_a_word_too_and_renews_the_promise()
    {
        using var visitor = await app.As(Role.Operator);
        var incident = await Open(IncidentStatus.Identified);

        using var posted = await visitor.Send(
            await visitor.Read($"/console/incidents/{incident.Id}"), "Nothing has changed", ("quick.next", "60"));

        var after = await app.Get<IncidentService>().Get(incident.Id);
        Assert.Equal(IncidentStatus.Identified, after.Latest.Status);
        Assert.StartsWith("Nothing has changed", after.Latest.Body, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(60), after.Latest.NextUpdateBy - after.Latest.CreatedAt);
    }

    [Fact]
    public async Task A_backdated_incident_is_written_in_the_pages_time_zone()
    {
        using var visitor = await app.As(Role.Operator);
        var local = TimeZoneInfo.ConvertTime(app.Clock.GetUtcNow().AddDays(-2), TimeZoneInfo.FindSystemTimeZoneById("Asia/Seoul"));

        using var posted = await visitor.Send("/console/incidents/new", "Publish",
            ("incident.name", "Last week"), ("backdated", "on"), ("incident.backfill_date", local.ToString("yyyy-MM-dd'T'HH:mm", null)), ("next", "none"));

        var incident = await app.Get<IncidentService>().Get(posted.Headers.Location!.ToString().Split('/')[^1]);
        Assert.True(incident.Backfilled);
        Assert.Equal(local.ToString("yyyy-MM-dd HH:mm", null), incident.StartedAt.ToOffset(TimeSpan.FromHours(9)).ToString("yyyy-MM-dd HH:mm", null));
    }

    [Fact]
    public async Task A_correction_keeps_the_earlier_wording_readable()
    {
        using var visitor = await app.As(Role.Operator);
        var incident = await Open(IncidentStatus.Investigating, body: "First wording.");

        using var posted = await visitor.Send($"/console/incidents/{incident.Id}/updates/{incident.Latest.Id}/correct", "Publish the correction", ("incident_update.body", "Second wording."), ("incident_update.what_was_wrong", "Not the first."));

        var page = await visitor.Read(posted.Headers.Location!.ToString());
        Assert.Contains("corrected at", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("First wording.", page.QuerySelector(".wordings")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("corrected: Not the first.", page.QuerySelector(".wordings")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_services_page_says_what_each_change_of_its_status_was_because_of()
    {
        using var visitor = await app.As(Role.Operator);
        var component = await Component("Caused");
        var incident = await Open(IncidentStatus.Investigating, (component.Id, ComponentStatus.PartialOutage));
        using var by = await visitor.Send($"/console/services/component/{component.Id}", "Save", ("component.status", "operational"));

        var rows = (await visitor.Read($"/console/services/component/{component.Id}")).QuerySelectorAll("tbody tr").Select(r => r.QuerySelectorAll("td")).ToList();

        Assert.Equal(["Works", "Partly down", "Works"], rows.Select(r => r[1].TextContent));
        Assert.Equal(["Operator", incident.Name, "The system"], rows.Select(r => r[2].TextContent));
        Assert.Equal($"/console/incidents/{incident.Id}", rows[1][2].QuerySelector("a")!.GetAttribute("href"));
    }

    [Fact]
    public async Task Deleting_asks_once_and_takes_it_away()
    {
        using var visitor = await app.As(Role.Operator);
        // Backdated, so that no notice of it is on its way.
        var incident = await app.Get<IncidentService>().Open(
            new() { Name = "Long over" }, new() { Status = IncidentStatus.Resolved, DisplayAt = app.Clock.GetUtcNow().AddDays(-1) }, Actor.System);

        using var deleted = await visitor.Send($"/console/incidents/{incident.Id}/edit", $"Delete \"{incident.Name}\"");

        Assert.Equal("/console/incidents", deleted.Headers.Location!.ToString());
        await visitor.Read($"/console/incidents/{incident.Id}", HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_operators_write_comes_out_as_text_everywhere()
    {
        const string Attack = "\"><script>alert(1)</script><img src=x onerror=alert(2)>'{{7*7}}";
        using var visitor = await app.As(Role.Operator);
        var group = await app.Get<ComponentService>().CreateGroup(new() { Name = Attack, Description = Attack }, [], Actor.System);
        var component = await app.Get<ComponentService>().Create(new() { Name = Attack, Description = Attack, GroupId = group.Id }, ComponentStatus.Operational, Actor.System);
        var incident = await app.Get<IncidentService>().Open(
            new() { Name = Attack, EffectCannot = Attack, EffectCan = Attack },
            new() { Status = IncidentStatus.Investigating, Body = Attack + "\n\n[x](javascript:alert(3))", Components = new Dictionary<string, ComponentStatus> { [component.Id] = ComponentStatus.MajorOutage } },
            Actor.System);
        foreach (var path in new[]
        {
            "", "/incidents", "/incidents/new", $"/incidents?q={Uri.EscapeDataString(Attack)}", $"/incidents/{incident.Id}", $"/incidents/{incident.Id}/edit", $"/incidents/{incident.Id}/ledger?q={Uri.EscapeDataString(Attack)}",
            $"/incidents/{incident.Id}/updates/{incident.Latest.Id}/correct", "/services", $"/services/component/{component.Id}", $"/services/group/{group.Id}",
            $"/subscribers?q={Uri.EscapeDataString(Attack)}", "/audit",
        })
        {
            var page = await visitor.Read("/console" + path);
            Assert.Empty(page.QuerySelectorAll("img, [onerror], script:not([src])"));
            Assert.Empty(page.QuerySelectorAll("a[href^='javascript:']"));
            Assert.Empty(page.QuerySelectorAll("[style], style"));
        }

        // Gone again, so that other tests find the names they look for.
        await app.Get<ComponentService>().Delete(component.Id, Actor.System);
    }

    private Task<Component> Component(string name) => app.Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor.System);

    private Task<Incident> Open(IncidentStatus status, (string Id, ComponentStatus Status)? component = null, string body = "Said.") =>
        app.Get<IncidentService>().Open(
            new() { Name = "Something is down" },
            new()
            {
                Status = status,
                Body = body,
                Components = component is { } c ? new Dictionary<string, ComponentStatus> { [c.Id] = c.Status } : [],
            },
            Actor.System);
}
