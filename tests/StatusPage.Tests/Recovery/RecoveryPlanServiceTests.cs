using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Promises;
using StatusPage.Recovery;
using static StatusPage.Tests.Recovery.PlanBed;

namespace StatusPage.Tests.Recovery;

public sealed class RecoveryPlanServiceTests
{
    [Fact]
    public async Task A_draft_is_nobodys_but_the_operators_and_publishing_it_makes_a_version()
    {
        using var bed = await Create();
        var version = await bed.Version();
        await bed.Plans.SaveDraft(bed.Id, Draft(Step("")), Me);
        var saved = await bed.Plans.SaveDraft(bed.Id, Four(), Me);
        Assert.Null(saved.Published);
        Assert.Equal(version, await bed.Version());
        Assert.Null(await bed.Test.Database.Read(s => RecoveryPlanStore.Current(s, bed.Id)));

        bed.Clock.Advance(TimeSpan.FromMinutes(5));
        var book = await bed.Plans.Publish(bed.Id, null, Me);

        Assert.Null(book.Draft);
        Assert.Equal((1, bed.Clock.GetUtcNow(), "Ada"), (book.Published!.Version, book.Published.PublishedAt, book.Published.Author));
        Assert.Equal(saved.Draft!.Steps.Select(s => (s.Id, s.Title)), book.Published.Steps.Select(s => (s.Id, s.Title)));
        Assert.Equal([book.Published.Steps[1].Id], book.Published.Steps[2].WaitsFor);
        Assert.Equal(version + 1, await bed.Version());
        Assert.Equal(["published", "saved_draft", "saved_draft"], (await bed.Test.Audit.List(9)).Where(e => e.SubjectKind == "plan").Select(e => e.Action).Order());
    }

    [Fact]
    public async Task Versions_are_kept_and_the_state_of_a_step_goes_with_its_id()
    {
        using var bed = await Create();
        var first = await bed.Publish(Four());
        await bed.Set("1", StepState.Done);
        await bed.Set("2", StepState.Running);

        var again = PlanDraft.Of(first.Steps);
        var second = await bed.Publish(new([Step("Call people", PlanPhase.Activation), .. again.Arranged([1, 2, 3]).Steps.Select((s, i) => s with { WaitsFor = i == 1 ? [2] : [] })]));

        Assert.Equal((2, "Step 2 of 4"), (second.Version, PlanWords.In("en").Progress(second)));
        Assert.Equal([StepState.NotStarted, StepState.Running, StepState.NotStarted, StepState.NotStarted], second.Steps.Select(s => s.State));
        Assert.Equal([2, 1, 1, 1], second.Steps.Select(s => s.SinceVersion));
        Assert.Equal(["Removed, was step 1: Cut the power", "Added as step 1: Call people"], PlanWords.In("en").Changes(second));
        var versions = await bed.Plans.Versions(bed.Id);
        Assert.Equal([1, 2], versions.Select(v => v.Version));
        Assert.Equal("Cut the power", versions[0].Steps[0].Title);
        Assert.Empty(versions[0].Changes);
        Assert.Equal(2, (await bed.Test.Database.Read(s => RecoveryPlanStore.Current(s, bed.Id)))!.Changes.Count);
    }

    [Fact]
    public async Task What_a_step_goes_through_gives_its_times()
    {
        using var bed = await Create();
        await bed.Publish(Four());
        var start = bed.Clock.GetUtcNow();
        await bed.Set("1", StepState.Running);
        bed.Clock.Advance(TimeSpan.FromMinutes(10));
        await bed.Set("1", StepState.Failed, "The switch is stuck");
        bed.Clock.Advance(TimeSpan.FromMinutes(10));
        var again = (await bed.Set("1", StepState.Running)).Steps[0];
        Assert.Equal((start, null, null), (again.StartedAt, again.FinishedAt, again.Reason));
        bed.Clock.Advance(TimeSpan.FromMinutes(10));
        await bed.Set("1", StepState.Done);

        var done = (await bed.Plans.Get(bed.Id)).Published!.Steps[0];
        Assert.Equal((StepState.Done, start, start.AddMinutes(30)), (done.State, done.StartedAt, done.FinishedAt));
    }

    [Fact]
    public async Task A_step_does_not_start_before_what_it_waits_for_is_done_or_dropped()
    {
        using var bed = await Create();
        await bed.Publish(Four());
        foreach (var state in new[] { StepState.Running, StepState.Done })
        {
            var refused = await Assert.ThrowsAsync<RuleViolationException>(() => bed.Set("3", state));
            Assert.Equal("Step 3 waits for step 2, which is not done. Finish or drop step 2 first.", refused.Message);
        }

        await bed.Set("2", StepState.Running);
        await bed.Set("2", StepState.Failed);
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Set("3", StepState.Running));
        Assert.Equal("step.reason", Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(() => bed.Set("2", StepState.Dropped, " "))).Errors).Field);
        await bed.Set("2", StepState.Dropped, "Not needed after all");
        Assert.Equal(StepState.Running, (await bed.Set("3", StepState.Running)).Steps[2].State);
    }

    [Fact]
    public async Task A_step_that_cannot_go_there_says_where_it_can_go_and_stays()
    {
        using var bed = await Create();
        await bed.Publish(Four());
        var refused = await Assert.ThrowsAsync<RuleViolationException>(() => bed.Set("1", StepState.Failed));
        Assert.Equal("Step 1 has not started. It may become running, done or dropped.", refused.Message);
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Set("1", StepState.Done, "a reason that belongs nowhere"));
        await Assert.ThrowsAsync<NotFoundException>(() => bed.Set("5", StepState.Done));
        await Assert.ThrowsAsync<NotFoundException>(() => bed.Set("01", StepState.Done));
        Assert.All((await bed.Plans.Get(bed.Id)).Published!.Steps, s => Assert.Equal(StepState.NotStarted, s.State));
    }

    [Fact]
    public async Task Who_saves_on_another_edition_than_they_read_undoes_nobodys_work()
    {
        using var bed = await Create();
        var read = (await bed.Plans.Get(bed.Id)).Edition;
        var saved = await bed.Plans.SaveDraft(bed.Id, Four(), Me, read);
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Plans.SaveDraft(bed.Id, Draft(Step("Mine")), Me, read));
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Plans.Publish(bed.Id, Draft(Step("Mine")), Me, read));
        Assert.Equal(4, (await bed.Plans.GetDraft(bed.Id))!.Steps.Count);
        var published = await bed.Plans.Publish(bed.Id, null, Me, saved.Edition);
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Plans.SaveDraft(bed.Id, Draft(Step("Mine")), Me, saved.Edition));
        await bed.Plans.SaveDraft(bed.Id, Draft(Step("Mine")), Me, published.Edition);
        Assert.Null((await bed.Plans.DiscardDraft(bed.Id, Me)).Draft);
    }

    [Fact]
    public async Task The_same_plan_is_not_told_twice_and_nothing_is_not_published()
    {
        using var bed = await Create();
        Assert.Equal("plan.steps", Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(() => bed.Plans.Publish(bed.Id, null, Me))).Errors).Field);
        var first = await bed.Publish(Four());
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Publish(PlanDraft.Of(first.Steps)));
        Assert.Single(await bed.Plans.Versions(bed.Id));
    }

    [Fact]
    public async Task A_recovered_incidents_plan_stays_readable_and_as_it_is_until_it_is_reopened()
    {
        using var bed = await Create();
        await bed.Publish(Four());
        await bed.Resolve();

        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Publish(Draft(Step("Later"))));
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Plans.SaveDraft(bed.Id, Draft(Step("Later")), Me));
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Set("1", StepState.Done));
        Assert.Equal(4, (await bed.Plans.Get(bed.Id)).Published!.Steps.Count);

        await bed.Incidents.Post(bed.Id, new() { Status = IncidentStatus.Identified, Body = "Again." }, Me);
        Assert.Equal(1, (await bed.Set("1", StepState.Done)).Finished);
    }

    [Fact]
    public async Task Steps_and_components_of_elsewhere_are_refused()
    {
        using var bed = await Create();
        var login = await bed.Components.Create(new() { Name = "Login" }, ComponentStatus.MajorOutage, Actor.System);
        var gone = await bed.Components.Create(new() { Name = "Gone" }, ComponentStatus.Operational, Actor.System);
        await bed.Components.Delete(gone.Id, Actor.System);
        var other = (await bed.Plans.Publish(await bed.Open(), Four(), Me)).Published!;

        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Publish(PlanDraft.Of(other.Steps)));
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Publish(Draft(Step("A") with { ComponentIds = [gone.Id] })));
        await Assert.ThrowsAsync<NotFoundException>(() => bed.Plans.Get("nonesuch0000"));
        await Assert.ThrowsAsync<NotFoundException>(() => bed.Set("1", StepState.Done));
        Assert.Equal([login.Id], (await bed.Publish(Draft(Step("A") with { ComponentIds = [login.Id] }))).Steps[0].ComponentIds);
    }

    [Fact]
    public async Task Publishing_keeps_the_promise_of_a_plan_and_each_version_is_told()
    {
        using var bed = await Create();
        await bed.Promises.Make(bed.Id, new(PromiseKind.Plan, bed.Clock.GetUtcNow().AddHours(1)), Me);
        var first = await bed.Publish(Four());
        await bed.Plans.SaveDraft(bed.Id, Draft(Step("Nobody hears of this")), Me);
        await bed.Publish(new([.. PlanDraft.Of(first.Steps).Steps, Step("One more", PlanPhase.Reconstitution)]));

        Assert.Equal(Ending.Kept, (await bed.Promises.Of(bed.Id)).Single(p => p.Kind == PromiseKind.Plan).Ending);
        Assert.Equal([AnnouncementKind.Plan, AnnouncementKind.Plan], await bed.Told());
    }

    [Fact]
    public async Task A_finished_phase_is_told_once_and_again_only_when_a_version_gave_it_more_to_do()
    {
        using var bed = await Create();
        var first = await bed.Publish(Four());
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Set("2", StepState.Done);
        Assert.Equal([AnnouncementKind.Plan], await bed.Told());
        await bed.Set("3", StepState.Dropped, "Login came back by itself");
        Assert.Equal([AnnouncementKind.Plan, AnnouncementKind.PlanPhase], await bed.Told());
        await bed.Set("3", StepState.Running);
        await bed.Set("3", StepState.Done);
        Assert.Equal(2, (await bed.Told()).Count);

        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Publish(new([.. PlanDraft.Of(first.Steps).Steps, Step("Check login", PlanPhase.Recovery, 3)]));
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Set("4", StepState.Done);
        Assert.Equal([AnnouncementKind.Plan, AnnouncementKind.PlanPhase, AnnouncementKind.Plan, AnnouncementKind.PlanPhase], await bed.Told());
    }

    [Fact]
    public async Task A_version_that_leaves_a_phase_finished_says_so_itself()
    {
        using var bed = await Create();
        var first = await bed.Publish(Four());
        await bed.Set("2", StepState.Done);
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await bed.Publish(PlanDraft.Of(first.Steps).Arranged([0, 1, 3]));
        Assert.True(second.IsFinishedPhase(PlanPhase.Recovery));
        await bed.Set("2", StepState.Running);
        await bed.Set("2", StepState.Done);
        Assert.Equal([AnnouncementKind.Plan, AnnouncementKind.Plan], await bed.Told());
    }
}
