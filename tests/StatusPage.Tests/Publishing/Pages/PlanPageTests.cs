using AngleSharp.Dom;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Publishing;
using StatusPage.Recovery;

namespace StatusPage.Tests.Publishing.Pages;

public sealed class PlanPageTests
{
    private static readonly DateTimeOffset Now = Samples.Now;

    [Theory]
    [InlineData("en", "Step 3 of 5", "running, since 17:40, 20 min", "after step 3")]
    [InlineData("ko", "전체 5단계 중 3단계", "진행 중, 17:40부터 20분째", "3단계 이후")]
    public async Task The_page_of_an_incident_shows_every_step_with_all_that_is_said_of_it(string language, string progress, string running, string waits)
    {
        var plan = (await Page(language)).QuerySelector("#plan")!;

        Assert.Equal(progress, plan.QuerySelector(".said strong")!.TextContent);
        var bar = plan.QuerySelector("progress")!;
        Assert.Equal(("5", "2"), (bar.GetAttribute("max"), bar.GetAttribute("value")));
        Assert.NotEmpty(bar.GetAttribute("aria-label")!);
        Assert.Equal(["1", "2", "3", "4", "5"], plan.QuerySelectorAll(".steps > li").Select(l => l.GetAttribute("value")));
        Assert.Equal(["done", "dropped", "running", "next", "next"], plan.QuerySelectorAll(".steps > li").Select(l => l.ClassName));
        var now = plan.QuerySelector("[aria-current=step]")!;
        Assert.Equal("3. Start login", now.QuerySelector("strong")!.TextContent);
        Assert.Equal(running, now.QuerySelector(".far")!.TextContent);
        Assert.Contains("login team", now.TextContent, StringComparison.Ordinal);
        Assert.Contains("Half the users can sign in", now.TextContent, StringComparison.Ordinal);
        Assert.Contains("Login, Mail", now.TextContent, StringComparison.Ordinal);
        Assert.Contains(waits, plan.QuerySelector("li[value='4']")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("Nobody was inside", plan.QuerySelector("li[value='2']")!.TextContent, StringComparison.Ordinal);
        Assert.All(plan.QuerySelectorAll(".far"), f => Assert.NotEmpty(f.TextContent));
    }

    [Fact]
    public async Task What_a_new_version_changed_stands_folded_above_the_steps()
    {
        var page = await Page("en");
        Assert.Equal("Changed since version 1", page.QuerySelector("#plan details summary")!.TextContent);
        Assert.Equal("Added as step 5: Rebuild", page.QuerySelector("#plan details li")!.TextContent);
        Assert.Contains("Version 2, published 17:00", page.QuerySelector("#plan .said")!.TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_front_says_how_far_it_is_and_leads_to_the_steps()
    {
        var (incident, catalogue) = (Incident(), Catalogue());
        var snapshot = Samples.Snapshot(catalogue.Components, incidents: [incident]) with { Facts = new Dictionary<string, IncidentFacts> { [incident.Id] = new() { Plan = Plan() } } };
        var card = Samples.Parse((await Samples.Renderer.Front(snapshot, "en")).Html).QuerySelector("article .plan")!;

        Assert.Equal("Step 3 of 5, running: Start login", card.QuerySelector(".said")!.TextContent);
        Assert.Equal($"/en/incidents/{incident.Id}#plan", card.QuerySelector("a")!.GetAttribute("href"));
        Assert.Empty(card.QuerySelectorAll(".steps"));
        Assert.Equal("2", card.QuerySelector("progress")!.GetAttribute("value"));
    }

    [Fact]
    public async Task Only_what_moved_is_news_to_an_open_page()
    {
        var before = (await Page("en")).QuerySelectorAll("[data-update^=step-]").Select(Key).ToList();
        var moved = Plan();
        moved = moved with { Steps = [.. moved.Steps.Select(s => s.Number == 3 ? s with { State = StepState.Done, FinishedAt = Now, ChangedAt = Now } : s)] };
        var after = (await Page("en", moved)).QuerySelectorAll("[data-update^=step-]").Select(Key).ToList();

        Assert.Equal(3, before.Count);
        Assert.Equal("step-c", Assert.Single(after.Except(before)).Update);
        Assert.All((await Page("en")).QuerySelectorAll("[data-update]"), e => Assert.NotNull(e.QuerySelector(".said")));
    }

    [Fact]
    public async Task An_incident_without_a_plan_shows_none_and_one_that_is_over_still_does()
    {
        Assert.Null((await Page("en", null, none: true)).QuerySelector(".plan"));
        var over = Samples.Incident("A fire", Incident().Latest, Samples.Update(2, IncidentStatus.Resolved, Now, "Over."));
        var page = Samples.Parse((await Samples.Renderer.IncidentPage(Samples.Site(), over, Catalogue(), "en", Now, new() { Plan = Plan() })).Html);
        Assert.Equal(5, page.QuerySelectorAll("#plan .steps > li").Length);
    }

    /// <summary>Two of five finished, one of them dropped; the third runs.</summary>
    internal static RecoveryPlan Plan(string? text = null) => new()
    {
        Id = "v", IncidentId = "inc000000001", Version = 2, PublishedAt = Now.AddHours(-1), Author = "Ada",
        Changes = [new(PlanChangeKind.Added, 5, text ?? "Rebuild")],
        Steps =
        [
            new() { Id = "a", Number = 1, Phase = PlanPhase.Activation, Title = text ?? "Cut the power", State = StepState.Done, StartedAt = Now.AddHours(-2), FinishedAt = Now.AddHours(-1), ChangedAt = Now.AddHours(-1) },
            new() { Id = "b", Number = 2, Phase = PlanPhase.Activation, Title = text ?? "Fetch people out", State = StepState.Dropped, Reason = text ?? "Nobody was inside", FinishedAt = Now.AddHours(-1), ChangedAt = Now.AddHours(-1) },
            new()
            {
                Id = "c", Number = 3, Phase = PlanPhase.Recovery, Title = text ?? "Start login", Owner = text ?? "login team", ExitCriterion = text ?? "Half the users can sign in",
                ComponentIds = ["c1", "c2", "gone"], State = StepState.Running, StartedAt = Now.AddMinutes(-20), ChangedAt = Now.AddMinutes(-20),
            },
            new() { Id = "d", Number = 4, Phase = PlanPhase.Recovery, Title = text ?? "Start mail", WaitsFor = ["c"] },
            new() { Id = "e", Number = 5, Phase = PlanPhase.Reconstitution, Title = text ?? "Rebuild" },
        ],
    };

    private static (string? Update, string? At) Key(IElement element) => (element.GetAttribute("data-update"), element.GetAttribute("data-at"));

    private static async Task<IDocument> Page(string language, RecoveryPlan? plan = null, bool none = false) =>
        Samples.Parse((await Samples.Renderer.IncidentPage(Samples.Site(), Incident(), Catalogue(), language, Now, new() { Plan = none ? null : plan ?? Plan() })).Html);

    private static Incident Incident() => Samples.Incident("A fire", Samples.Update(1, IncidentStatus.Identified, Now.AddHours(-3), "It burns."));

    private static Catalogue Catalogue() => new([Samples.Component("c1", "Login"), Samples.Component("c2", "Mail"), Samples.Component("c3", "Pay")], []);
}
