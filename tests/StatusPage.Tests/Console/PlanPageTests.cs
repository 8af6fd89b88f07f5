using System.Net;
using AngleSharp.Html.Dom;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Recovery;

namespace StatusPage.Tests.Console;

public sealed class PlanPageTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    private const string Hostile = "<script>alert(1)</script>\" ' </fieldset>";

    private RecoveryPlanService Plans => app.Get<RecoveryPlanService>();

    [Fact]
    public async Task A_plan_is_written_row_by_row_previewed_and_published()
    {
        using var visitor = await app.As(Role.Operator);
        var login = await app.Get<ComponentService>().Create(new() { Name = "Plan login" }, ComponentStatus.Operational, Actor.System);
        var path = await Open();
        var page = await visitor.Read(path);
        Assert.Contains(path, (await visitor.Read(path[..^5])).QuerySelectorAll("a").Select(a => a.GetAttribute("href")));

        page = await Shown(visitor, page, "Add a step", ("plan.steps.1.title", "Start login"), ("plan.steps.1.waits_for", "2"), ("plan.steps.1.phase", "recovery"), ("plan.steps.1.components", login.Id));
        Assert.Equal("Start login", Value(page, "plan.steps.1.title"));
        page = await Shown(visitor, page, "Add a step", ("plan.steps.2.title", "Cut the power"), ("plan.steps.2.phase", "activation"), ("plan.steps.2.owner", "site team"));
        page = await Shown(visitor, page, "Preview");
        Assert.Equal(["1. Cut the power", "2. Start login"], page.QuerySelectorAll("#preview strong").Skip(1).Select(s => s.TextContent));
        Assert.Contains("Plan login", page.QuerySelector("#preview")!.TextContent, StringComparison.Ordinal);
        Assert.Null((await Plans.Get(Id(path))).Draft);

        using var posted = await visitor.Send(page, "Publish the plan");
        Assert.Equal(HttpStatusCode.Found, posted.StatusCode);
        var plan = (await Plans.Get(Id(path))).Published!;
        Assert.Equal([("Cut the power", PlanPhase.Activation, "site team"), ("Start login", PlanPhase.Recovery, null)], plan.Steps.Select(s => (s.Title, s.Phase, s.Owner)));
        Assert.Equal([plan.Steps[0].Id], plan.Steps[1].WaitsFor);
        Assert.Equal([login.Id], plan.Steps[1].ComponentIds);
        page = await visitor.Read(path);
        Assert.Equal("Step 1 of 2", page.QuerySelector("#published")!.TextContent);
        Assert.Equal("Cut the power", Value(page, "plan.steps.1.title"));
    }

    [Fact]
    public async Task Moving_and_removing_rows_keeps_what_was_typed_and_who_waits_for_whom()
    {
        using var visitor = await app.As(Role.Operator);
        var path = await Open();
        await Plans.SaveDraft(Id(path), new([new() { Title = "A" }, new() { Title = "B", WaitsFor = [1] }, new() { Title = "C", WaitsFor = [1, 2] }]), Actor.System);

        var page = await Shown(visitor, await visitor.Read(path), "Move Step 3 up", ("plan.steps.2.title", "B, typed"));
        Assert.Equal([("A", ""), ("C", "1, 3"), ("B, typed", "1")], Rows(page));
        Assert.Contains("Step 3 is now step 2. Not saved yet.", page.QuerySelector("[role=status]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("up-2", page.QuerySelector("[autofocus]")!.GetAttribute("value"));
        page = await Shown(visitor, page, "Remove step 1", ("plan.steps.3.waits_for", "1 and more"));
        Assert.Equal([("C", "2"), ("B, typed", "and more")], Rows(page).Select(r => (r.Title, r.Waits.Trim())));

        var refused = await Visitor.Parse(await visitor.Send(page, "Save draft"), HttpStatusCode.UnprocessableEntity);
        Assert.Equal([("C", "2"), ("B, typed", "and more")], Rows(refused));
        using var saved = await visitor.Send(refused, "Save draft", ("plan.steps.2.waits_for", ""));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        Assert.Equal(["C", "B, typed"], (await Plans.GetDraft(Id(path)))!.Steps.Select(s => s.Title));
        using var discarded = await visitor.Send(path, "Discard the draft");
        Assert.Null(await Plans.GetDraft(Id(path)));
    }

    [Fact]
    public async Task A_circle_is_said_beside_its_field_in_the_readers_language_and_nothing_is_lost()
    {
        using var visitor = await app.As(Role.Operator);
        visitor.Client.DefaultRequestHeaders.Add("Accept-Language", "ko");
        var path = await Open();
        await Plans.SaveDraft(Id(path), new([new() { Title = "A" }, new() { Title = "B", WaitsFor = [1] }]), Actor.System);

        var page = await Visitor.Parse(await visitor.Send(await visitor.Read(path), "계획 공개", ("plan.steps.1.waits_for", "2"), ("plan.steps.2.title", Hostile)), HttpStatusCode.UnprocessableEntity);

        var field = page.QuerySelector("#plan-steps-1-waits_for")!;
        Assert.Equal("true", field.GetAttribute("aria-invalid"));
        Assert.Equal("서로를 기다리게 됩니다: 1 → 2 → 1.", page.GetElementById(field.GetAttribute("aria-describedby")!.Split(' ')[^1])!.TextContent);
        Assert.Equal("1단계보다 먼저 끝나야 할 단계", page.QuerySelector("[role=alert] a[href='#plan-steps-1-waits_for']")!.TextContent);
        Assert.Equal(Hostile, Value(page, "plan.steps.2.title"));
        Assert.Empty(page.QuerySelectorAll("main script"));
    }

    [Fact]
    public async Task Steps_are_worked_through_on_one_page_and_a_refusal_is_said_in_words()
    {
        using var visitor = await app.As(Role.Operator);
        var path = await Open();
        await Plans.Publish(Id(path), new([new() { Title = "A" }, new() { Title = "B", WaitsFor = [1] }]), Actor.System);

        var page = await visitor.Read(path);
        var early = await Visitor.Parse(await visitor.Send(page, "Start step 2"), HttpStatusCode.Conflict);
        Assert.Contains("Step 2 waits for step 1, which is not done.", early.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        using (await visitor.Send(page, "Start step 1"))
        using (await visitor.Send(path, "Done step 1"))
        {
            Assert.Equal([StepState.Done, StepState.NotStarted], (await Plans.Get(Id(path))).Published!.Steps.Select(s => s.State));
        }

        var second = (await Plans.Get(Id(path))).Published!.Steps[1].Id;
        page = await Visitor.Parse(await visitor.Send(path, "Drop the step", ("step", second), ("reason", " ")), HttpStatusCode.UnprocessableEntity);
        Assert.NotNull(page.QuerySelector("details[open] #step-reason"));
        using var dropped = await visitor.Send(page, "Drop the step", ("reason", Hostile));
        Assert.Equal((StepState.Dropped, Hostile), ((await Plans.Get(Id(path))).Published!.Steps[1].State, (await Plans.Get(Id(path))).Published!.Steps[1].Reason));
        Assert.Contains(Hostile, (await visitor.Read(path)).Body!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_writes_while_somebody_else_publishes_is_told_and_keeps_their_words()
    {
        using var visitor = await app.As(Role.Operator);
        var path = await Open();
        var page = await visitor.Read(path);
        await Plans.Publish(Id(path), new([new() { Title = "Theirs" }]), Actor.System);

        var refused = await Visitor.Parse(await visitor.Send(page, "Publish the plan", ("plan.steps.1.title", "Mine")), HttpStatusCode.Conflict);
        Assert.Contains("Somebody saved or published this plan meanwhile", refused.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
        Assert.Equal("Mine", Value(refused, "plan.steps.1.title"));
        using var again = await visitor.Send(refused, "Publish the plan");
        Assert.Equal("Mine", Assert.Single((await Plans.Get(Id(path))).Published!.Steps).Title);
    }

    [Fact]
    public async Task A_viewer_reads_plan_and_draft_and_changes_neither()
    {
        using var visitor = await app.As(Role.Viewer);
        var path = await Open();
        await Plans.Publish(Id(path), new([new() { Title = "In public" }]), Actor.System);
        await Plans.SaveDraft(Id(path), new([new() { Title = "In the draft" }]), Actor.System);

        var page = await visitor.Read(path);
        Assert.Contains("In public", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("In the draft", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("main form"));
        var token = (await visitor.Read("/console/account")).QuerySelector("[name=__RequestVerificationToken]")!.GetAttribute("value")!;
        foreach (var handler in new[] { "Save", "Publish", "Step", "Discard", "Preview", "Add", "Arrange" })
        {
            using var form = new FormUrlEncodedContent([new("step", "1"), new("state", "done"), new("plan.steps.1.title", "By a viewer"), new("edition", "x"), new("__RequestVerificationToken", token)]);
            using var answer = await visitor.Client.PostAsync($"{path}?handler={handler}", form);
            Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        }

        Assert.Equal(StepState.NotStarted, (await Plans.Get(Id(path))).Published!.Steps[0].State);
    }

    [Fact]
    public async Task Forged_forms_are_refused_and_never_fail()
    {
        using var visitor = await app.As(Role.Operator);
        var path = await Open();
        var page = await visitor.Read(path);
        foreach (var arrange in new[] { "up-0", "down-99999999999", "remove-7", "remove", "-", "", "up-1-2", "sideways-1" })
        {
            await Visitor.Parse(await visitor.Send(page, "Remove step 1", ("arrange", arrange), ("plan.steps.1.title", "Kept")), HttpStatusCode.OK);
        }

        await Visitor.Parse(await visitor.Send(page, "Publish the plan", ("plan.steps.1.title", "x"), ("plan.steps.1.waits_for", "99999999999999999999")), HttpStatusCode.UnprocessableEntity);
        await Visitor.Parse(await visitor.Send(page, "Publish the plan", ("plan.steps.1.title", "x"), ("plan.steps.1.id", "nonesuch0000")), HttpStatusCode.UnprocessableEntity);
        await Visitor.Parse(await visitor.Send(page, "Publish the plan", ("plan.steps.1.title", "x"), ("plan.steps.1.components", "nonesuch0000")), HttpStatusCode.UnprocessableEntity);
        await Visitor.Parse(await visitor.Send(page, "Publish the plan", ("plan.steps.1.title", new string('x', 5000))), HttpStatusCode.UnprocessableEntity);
        await Visitor.Parse(await visitor.Send(page, "Publish the plan", [.. Enumerable.Range(1, 100).Select(i => ($"plan.steps.{i}.title", (string?)"x"))]), HttpStatusCode.UnprocessableEntity);
        await Visitor.Parse(await visitor.Send(page, "Publish the plan"), HttpStatusCode.UnprocessableEntity);
        Assert.Null((await Plans.Get(Id(path))).Published);
        using var nobody = await visitor.Client.GetAsync("/console/incidents/nonesuch0000/plan");
        Assert.Equal(HttpStatusCode.NotFound, nobody.StatusCode);
    }

    [Fact]
    public async Task After_the_recovery_the_plan_is_read_and_not_written()
    {
        using var visitor = await app.As(Role.Operator);
        var path = await Open();
        await Plans.Publish(Id(path), new([new() { Title = "A" }]), Actor.System);
        var page = await visitor.Read(path);
        await app.Get<IncidentService>().Post(Id(path), new() { Status = IncidentStatus.Resolved, Body = "Over." }, Actor.System);

        Assert.Empty((await visitor.Read(path)).QuerySelectorAll("main form"));
        var refused = await Visitor.Parse(await visitor.Send(page, "Start step 1"), HttpStatusCode.Conflict);
        Assert.Contains("The incident is resolved, and its plan stays as it is.", refused.QuerySelector("[role=alert]")!.TextContent, StringComparison.Ordinal);
    }

    private static string Id(string path) => path.Split('/')[3];

    private static string? Value(IHtmlDocument page, string name) => page.QuerySelector($"[name='{name}']")!.GetAttribute("value");

    private static IEnumerable<(string? Title, string Waits)> Rows(IHtmlDocument page) =>
        page.QuerySelectorAll("fieldset.plan-row").Select((_, i) => (Value(page, $"plan.steps.{i + 1}.title"), Value(page, $"plan.steps.{i + 1}.waits_for") ?? ""));

    private static async Task<IHtmlDocument> Shown(Visitor visitor, IHtmlDocument page, string button, params (string Name, string? Value)[] changes) =>
        await Visitor.Parse(await visitor.Send(page, button, changes), HttpStatusCode.OK);

    private async Task<string> Open()
    {
        var incident = await app.Get<IncidentService>().Open(new() { Name = "A fire" }, new() { Status = IncidentStatus.Investigating, Body = "It burns." }, Actor.System);
        return $"/console/incidents/{incident.Id}/plan";
    }
}
