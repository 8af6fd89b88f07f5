using AngleSharp.Html.Parser;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Notices.Letters;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Recovery;
using StatusPage.Tests.Publishing.Pages;

namespace StatusPage.Tests.Notices;

public sealed class PlanLetterTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    private static readonly DateTimeOffset Now = TestClock.Start;
    private static readonly Site Site = new("page00000001", 1, "Haneul status", "https://status.example.com", "Asia/Seoul", Now, Now);
    private static readonly LetterLinks Links = new("https://status.example.com/manage/t", "https://status.example.com/unsubscribe/t");

    [Theory]
    [InlineData("en", "[Haneul status] Recovery plan: A fire", "A recovery plan is published: 3 steps.", "Step 2 of 3, running: Start login.", "Activation\n1. Cut the power: done\n")]
    [InlineData("ko", "[Haneul status] 복구 계획: A fire", "복구 계획을 공개했습니다. 모두 3단계입니다.", "전체 3단계 중 2단계 진행 중: Start login.", "가동 준비\n1. Cut the power: 완료\n")]
    public void A_published_plan_is_told_with_all_its_steps_and_how_far_they_are(string language, string subject, string first, string present, string steps)
    {
        var letter = Letter(NoticeKind.Plan, Plan(), language);

        Assert.Equal(subject, letter.Subject);
        Assert.Equal([first, present], letter.First);
        Assert.Contains(steps, NoticeText.Write(letter, Links), StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_version_says_first_what_it_changed()
    {
        var letter = Letter(NoticeKind.Plan, Plan() with { Version = 2, Changes = [new(PlanChangeKind.Added, 3, "Rebuild")] });

        Assert.Equal("[Haneul status] Recovery plan, version 2: A fire", letter.Subject);
        Assert.Equal("The recovery plan has changed. Version 2, steps: 3.", letter.First[0]);
        Assert.Equal(("Changed since version 1", "Added as step 3: Rebuild"), (letter.Sections[0].Heading, Assert.Single(letter.Sections[0].Lines)));
    }

    [Fact]
    public void A_finished_phase_is_named_and_what_comes_after_it()
    {
        var letter = Letter(NoticeKind.PlanPhase, Plan(), phase: PlanPhase.Activation);

        Assert.Equal("[Haneul status] Activation finished: A fire", letter.Subject);
        Assert.Equal(["A phase of the recovery plan is finished: Activation.", "Step 2 of 3, running: Start login."], letter.First);
    }

    [Fact]
    public void An_update_says_how_far_the_plan_is_and_a_recovery_does_not()
    {
        Assert.Contains("Recovery plan: Step 2 of 3, running: Start login.", Letter(NoticeKind.Update, Plan()).Promised);
        Assert.DoesNotContain(Letter(NoticeKind.Update, null).Promised, p => p.Contains("plan", StringComparison.Ordinal));
        Assert.DoesNotContain(Letter(NoticeKind.Recovery, Plan(), over: true).Promised, p => p.Contains("plan", StringComparison.Ordinal));
    }

    [Fact]
    public void A_plan_that_comes_after_the_recovery_says_so_first() =>
        Assert.StartsWith("This mail comes late", Letter(NoticeKind.Plan, Plan(), over: true).First[0], StringComparison.Ordinal);

    [Fact]
    public async Task Nothing_that_a_plan_says_becomes_markup_in_a_mail()
    {
        const string Hostile = "\"><script>alert(1)</script><img src=x onerror=alert(2)> [a](javascript:alert(1))";
        var plan = Plan();
        plan = plan with { Version = 2, Steps = [.. plan.Steps.Select(s => s with { Title = Hostile, Reason = Hostile })], Changes = [new(PlanChangeKind.Reworded, 1, Hostile) { FormerTitle = Hostile }] };
        foreach (var letter in new[] { Letter(NoticeKind.Plan, plan), Letter(NoticeKind.Update, plan), Letter(NoticeKind.PlanPhase, plan, phase: PlanPhase.Activation) })
        {
            var page = new HtmlParser().ParseDocument(await app.Get<ComponentRenderer>().Render(NoticeMail.View(letter, Links)));
            Assert.Empty(page.QuerySelectorAll("script, img, iframe, [onerror], a[href^=javascript]"));
            Assert.Contains(Hostile, page.Body!.TextContent, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Who_was_told_of_the_outage_gets_the_plan_and_each_finished_phase_and_no_mail_for_the_steps_between()
    {
        var login = await app.Component("Plan login");
        await app.Subscriber("plan@example.com", login);
        var incident = await app.Outage("The plan's fire", login);
        await app.Ledger(incident, l => l.Told == 1);
        var plans = app.Get<RecoveryPlanService>();
        await plans.Publish(incident.Id, new([Step("Cut the power", PlanPhase.Activation), Step("Start login", PlanPhase.Recovery), Step("Check login", PlanPhase.Recovery)]), FanOutFixture.Actor);
        await app.Ledger(incident, l => l.Notices is [_, { Accepted: 1 }]);
        foreach (var (step, state) in new[] { ("1", StepState.Running), ("1", StepState.Done), ("2", StepState.Running), ("2", StepState.Failed) })
        {
            await plans.SetStep(incident.Id, step, state, null, FanOutFixture.Actor);
        }

        await app.Ledger(incident, l => l.Notices.Count == 3 && l.Notices.All(n => n.Accepted == 1));

        Assert.Equal([NoticeKind.Outage, NoticeKind.Plan, NoticeKind.PlanPhase], (await app.Ledger(incident)).Notices.Select(n => n.Kind).Order());
        Assert.Equal(3, app.Mailbox("plan@example.com").Count);
    }

    private static PlanStepDraft Step(string title, PlanPhase phase) => new() { Title = title, Phase = phase };

    private static RecoveryPlan Plan() => new()
    {
        Id = "v", IncidentId = "i", Version = 1, PublishedAt = Now, Author = "Ada",
        Steps =
        [
            new() { Id = "a", Number = 1, Phase = PlanPhase.Activation, Title = "Cut the power", State = StepState.Done },
            new() { Id = "b", Number = 2, Phase = PlanPhase.Recovery, Title = "Start login", State = StepState.Running },
            new() { Id = "c", Number = 3, Phase = PlanPhase.Reconstitution, Title = "Rebuild" },
        ],
    };

    private static NoticeLetter Letter(NoticeKind kind, RecoveryPlan? plan, string language = "en", PlanPhase? phase = null, bool over = false)
    {
        var update = Samples.Update(1, IncidentStatus.Identified, Now, "It burns.");
        var incident = Samples.Incident("A fire", over ? [update, Samples.Update(2, IncidentStatus.Resolved, Now, "Over.")] : [update]);
        var told = kind == NoticeKind.Recovery ? incident.Latest : update;
        return NoticeLetter.Of(new(new("n", kind, incident.Id, told.Id, told.Id, Now), incident, Site, language, Now) { Plan = plan, Phase = phase });
    }
}
