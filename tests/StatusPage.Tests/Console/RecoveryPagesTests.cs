using System.Net;
using AngleSharp.Html.Dom;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Console;

/// <summary>What the console asks before an incident is called over, and when something said is put right.</summary>
public sealed class RecoveryPagesTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    internal static (string, string?)[] Checked(string at = "incident.recovery") =>
    [
        ($"{at}.functionality_checked_by", "the messenger team"), ($"{at}.functionality_checked_how", "sent and received"),
        ($"{at}.data_checked", "complete"), ($"{at}.lost", "no"),
    ];

    [Fact]
    public async Task Resolving_asks_what_was_checked_and_names_each_missing_answer()
    {
        using var visitor = await app.As(Role.Operator);
        var incident = await Open("Asked", await Component("Asked"));

        var refused = await Visitor.Parse(await visitor.Send(Page(incident), "Publish", ("incident.status", "resolved"), ("incident.body", "Over.")), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(["Who checked that it works", "How", "Data checked, with what result", "What is lost"], refused.QuerySelectorAll("[role=alert] a").Select(a => a.TextContent));
        Assert.All(refused.QuerySelectorAll("[role=alert] a"), a => Assert.NotNull(refused.QuerySelector(a.GetAttribute("href")!)));
        using var posted = await visitor.Send(refused, "Publish", [.. Checked(), ("incident.recovery.lost", "yes"), ("incident.recovery.data_loss", "Messages"), .. Lost("2031-01-01T09:00", "2031-01-01T10:00")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, posted.StatusCode);
        using var done = await visitor.Send(refused, "Publish", [.. Checked().SkipLast(1), ("incident.recovery.lost", "yes"), ("incident.recovery.data_loss", "Messages"), .. Lost("2029-01-01T09:00", "2029-01-01T10:00")]);
        var stated = (await Get(incident)).Recovery!.Statement;
        Assert.Equal(("Messages", TimeSpan.FromHours(1)), (stated.DataLoss, stated.DataLossUntil - stated.DataLossFrom));
    }

    [Theory]
    [InlineData("en", "Not everything affected works again: \"Staying ", "stays down, because")]
    [InlineData("ko", "아직 정상이 아닌 서비스가 있습니다: \"Staying ", "정상이 아닌 이유")]
    public async Task A_service_that_stays_down_wants_a_reason(string language, string refusal, string label)
    {
        using var visitor = await app.As(Role.Operator);
        visitor.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd(language);
        var component = await Component($"Staying {language}");
        var incident = await Open("Staying", component);
        var page = await visitor.Read(Page(incident));

        var refused = await Visitor.Parse(
            await Post(visitor, page, [("incident.status", "resolved"), ("all_work", null), .. Checked()]), HttpStatusCode.Conflict);

        Assert.StartsWith(refusal, refused.QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        var reason = $"incident.recovery.stays_down.{component.Id}";
        Assert.Contains(label, refused.QuerySelector($"label[for='{reason.Replace('.', '-')}']")!.TextContent, StringComparison.Ordinal);
        using var done = await Post(visitor, refused, [(reason, "waits for parts")]);
        Assert.Equal(("waits for parts", ComponentStatus.MajorOutage), (await Get(incident)).Recovery!.StayingDown.Select(d => (d.Reason, d.Status)).Single());
        Assert.Contains("waits for parts", (await visitor.Read(Page(incident))).QuerySelector(".checked")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_not_stated_is_asked_for_on_the_dashboard_until_it_is()
    {
        using var visitor = await app.As(Role.Operator);
        var component = await Component("Silent");
        var incident = await Open("Silently over", component);
        await app.Get<IncidentService>().Post(incident.Id, new() { Status = IncidentStatus.Resolved }, Actor.System);

        var link = (await visitor.Read("/console")).QuerySelectorAll("[aria-labelledby=not-stated] li").Single(l => l.TextContent.Contains("Silently over", StringComparison.Ordinal));
        Assert.Contains("not back to normal: Silent", link.TextContent, StringComparison.Ordinal);
        var form = link.QuerySelector("a")!.GetAttribute("href")!;
        var refused = await Visitor.Parse(await visitor.Send(form, "State what was checked", Checked("recovery_statement")), HttpStatusCode.Conflict);
        using var done = await visitor.Send(refused, "State what was checked", ($"recovery_statement.stays_down.{component.Id}", "waits for parts"));

        Assert.Equal(HttpStatusCode.Found, done.StatusCode);
        Assert.DoesNotContain("Silently over", (await visitor.Read("/console")).QuerySelector("[aria-labelledby=not-stated]")?.TextContent ?? "", StringComparison.Ordinal);
        using var again = await visitor.Send(form, "State what was checked", ("recovery_statement.data_checked", "<b>twice</b>"));
        Assert.Equal(["complete", "<b>twice</b>"], (await Get(incident)).Latest.Recoveries.Select(r => r.Statement.DataChecked));
        Assert.Contains("<b>twice</b>", (await visitor.Read(Page(incident))).QuerySelector(".checked")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_service_works_again_with_one_click_while_the_incident_goes_on()
    {
        using var visitor = await app.As(Role.Operator);
        var (back, down) = (await Component("Login again"), await Component("Mail still"));
        var incident = await Open("Both down", back, down);
        var page = await visitor.Read(Page(incident));

        using var posted = await visitor.Send(page, "Login again works again", ("works.next", "60"));

        var after = await Get(incident);
        Assert.Equal((IncidentStatus.Investigating, "Login again works again."), (after.Status, after.Latest.Body));
        Assert.Equal("Login again", Assert.Single(after.Latest.WorksAgain).Name);
        Assert.Equal(TimeSpan.FromMinutes(60), after.Latest.NextUpdateBy - after.Latest.CreatedAt);
        Assert.Equal((ComponentStatus.Operational, ComponentStatus.MajorOutage), (await Status(back), await Status(down)));
        using var stale = await visitor.Send(page, "Mail still works again");
        Assert.Equal(HttpStatusCode.Conflict, stale.StatusCode);
        using var stranger = await visitor.Send(await visitor.Read(Page(incident)), "Mail still works again", ("works", "nonsense"));
        Assert.Equal(HttpStatusCode.NotFound, stranger.StatusCode);
    }

    [Fact]
    public async Task A_correction_says_what_was_wrong_or_that_it_is_only_a_typo()
    {
        using var visitor = await app.As(Role.Operator);
        var incident = await Open("Said", await Component("Said"));
        var form = $"{Page(incident)}/updates/{incident.Latest.Id}/correct";

        var refused = await Visitor.Parse(await visitor.Send(form, "Publish the correction", ("incident_update.body", "Right.")), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("What was wrong", refused.QuerySelector("[role=alert] a")!.TextContent);
        using var wrong = await visitor.Send(refused, "Publish the correction", ("incident_update.what_was_wrong", "Said wrong."));
        using var typo = await visitor.Send(form, "Publish the correction", ("incident_update.body", "Right!"), ("what", "typo"));

        Assert.Equal(
            [(CorrectionKind.Body, "Said wrong.", true), (CorrectionKind.Wording, null, false)],
            (await Get(incident)).Latest.Corrections.Select(c => (c.Kind, c.Wrong, c.DeliverNotifications)));
    }

    [Fact]
    public async Task Changed_facts_are_told_with_what_was_wrong_or_changed_in_silence()
    {
        using var visitor = await app.As(Role.Operator);
        var (one, two) = (await Component("First of two"), await Component("Second of two"));
        var incident = await Open("647 services", one);
        var form = $"{Page(incident)}/edit";

        var unasked = await Visitor.Parse(await visitor.Send(form, "Save", ("incident.name", "709 services")), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Tell people or not", unasked.QuerySelector("[role=alert] a")!.TextContent);
        using var told = await visitor.Send(unasked, "Save", ("what", "wrong"), ("incident.what_was_wrong", "We said 647; it is 709."), ("attached", two.Id));
        using var silent = await visitor.Send(form, "Save", ("incident.name", "709 services!"), ("what", "silent"));
        using var impact = await visitor.Send(form, "Save", ("incident.impact_override", "minor"));

        Assert.Equal(HttpStatusCode.Found, impact.StatusCode);
        var correction = Assert.Single((await Get(incident)).Latest.Corrections);
        Assert.Equal(("We said 647; it is 709.", CorrectionKind.Facts), (correction.Wrong, correction.Kind));
        Assert.Equal([new(IncidentFact.Name, "647 services", "709 services"), new(IncidentFact.Components, "First of two", "Second of two")], correction.Changes);
    }

    [Fact]
    public async Task A_viewer_states_nothing()
    {
        using var visitor = await app.As(Role.Viewer);
        var incident = await Open("Looked at", await Component("Looked at"));
        await app.Get<IncidentService>().Post(incident.Id, new() { Status = IncidentStatus.Resolved }, Actor.System);

        Assert.Empty((await visitor.Read($"{Page(incident)}/recovery")).QuerySelectorAll("main form"));
        var token = (await visitor.Read("/console")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var path in new[] { "/recovery", "?handler=Works" })
        {
            using var content = new FormUrlEncodedContent([KeyValuePair.Create("__RequestVerificationToken", token)]);
            using var answer = await visitor.Client.PostAsync(new Uri(Page(incident) + path, UriKind.Relative), content);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }
    }

    private static (string, string?)[] Lost(string from, string until) => [("incident.recovery.data_loss_from", from), ("incident.recovery.data_loss_until", until)];

    private static string Page(Incident incident) => $"/console/incidents/{incident.Id}";

    /// <summary>Sends the form of the next update, whatever its button says in whichever language.</summary>
    private static Task<HttpResponseMessage> Post(Visitor visitor, IHtmlDocument page, (string, string?)[] changes) =>
        visitor.Send(page, page.QuerySelector("[data-tell]")!.TextContent.Trim(), changes);

    private Task<Component> Component(string name) => app.Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor.System);

    private async Task<ComponentStatus> Status(Component component) => (await app.Get<ComponentService>().Get(component.Id)).Status;

    private Task<Incident> Open(string name, params Component[] components) => app.Get<IncidentService>().Open(
        new() { Name = name },
        new() { Status = IncidentStatus.Investigating, Body = "It burns.", Components = components.ToDictionary(c => c.Id, _ => ComponentStatus.MajorOutage) }, Actor.System);

    private Task<Incident> Get(Incident incident) => app.Get<IncidentService>().Get(incident.Id);
}
