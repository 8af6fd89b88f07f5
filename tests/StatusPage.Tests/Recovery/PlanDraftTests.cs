using StatusPage.Platform.Problems;
using StatusPage.Recovery;
using static StatusPage.Tests.Recovery.PlanBed;

namespace StatusPage.Tests.Recovery;

public sealed class PlanDraftTests
{
    private static readonly HashSet<string> Nothing = [];

    [Fact]
    public void Steps_stand_in_the_order_of_the_phases_and_still_wait_for_the_same_ones()
    {
        var steps = Draft(Step("Rebuild", PlanPhase.Reconstitution, 3), Step("Call people", PlanPhase.Activation), Step("Move", PlanPhase.Recovery, 2)).InOrder().ToSteps();

        Assert.Equal(["Call people", "Move", "Rebuild"], steps.Select(s => s.Title));
        Assert.Equal([1, 2, 3], steps.Select(s => s.Number));
        Assert.Equal([steps[0].Id], steps[1].WaitsFor);
        Assert.Equal([steps[1].Id], steps[2].WaitsFor);
    }

    [Fact]
    public void What_waited_for_a_removed_step_waits_for_it_no_longer() =>
        Assert.Equal([[], [1]], Draft(Step("A"), Step("B"), Step("C", waitsFor: [1, 2])).Arranged([1, 2]).Steps.Select(s => s.WaitsFor));

    [Theory]
    [InlineData(new[] { 1 }, new int[0], new int[0], "plan.steps.1.waits_for goes in a circle: 1 → 1.")]
    [InlineData(new[] { 2 }, new[] { 3 }, new[] { 1 }, "plan.steps.1.waits_for goes in a circle: 1 → 2 → 3 → 1.")]
    [InlineData(new int[0], new[] { 3 }, new[] { 2 }, "plan.steps.2.waits_for goes in a circle: 2 → 3 → 2.")]
    [InlineData(new[] { 4 }, new int[0], new int[0], "plan.steps.1.waits_for names step 4, which is not there.")]
    [InlineData(new[] { 0 }, new int[0], new int[0], "plan.steps.1.waits_for names step 0, which is not there.")]
    [InlineData(new int[0], new[] { -7 }, new int[0], "plan.steps.2.waits_for names step -7, which is not there.")]
    public void A_circle_or_a_missing_step_is_named(int[] first, int[] second, int[] third, string words)
    {
        var refused = Assert.Throws<InvalidInputException>(() =>
            Draft(Step("A", waitsFor: first), Step("B", waitsFor: second), Step("C", waitsFor: third)).Validate(complete: false, Nothing, Nothing));
        Assert.Equal(words, refused.Message);
    }

    [Fact]
    public void Waiting_for_a_later_step_or_for_two_on_the_same_way_is_no_circle() =>
        Draft(Step("A", waitsFor: [2, 3]), Step("B", waitsFor: [3]), Step("C")).Validate(complete: true, Nothing, Nothing);

    [Fact]
    public void The_longest_plan_in_the_longest_words_is_taken_and_one_more_of_anything_is_not()
    {
        var step = new PlanStepDraft
        {
            Title = new('t', PlanDraft.LongestTitle), Owner = new('o', PlanDraft.LongestOwner), ExitCriterion = new('e', PlanDraft.LongestCriterion),
        };
        var all = Enumerable.Range(0, PlanDraft.MostSteps).Select(i => step with { WaitsFor = [.. Enumerable.Range(1, i)] }).ToArray();
        Draft(all).Validate(complete: true, Nothing, Nothing);

        Assert.Equal("plan.steps", Refused(Draft([.. all, step])));
        Assert.Equal("plan.steps.1.title", Refused(Draft(step with { Title = step.Title + "t" })));
        Assert.Equal("plan.steps.1.owner", Refused(Draft(step with { Owner = step.Owner + "o" })));
        Assert.Equal("plan.steps.1.exit_criterion", Refused(Draft(step with { ExitCriterion = step.ExitCriterion + "e" })));
        Assert.Equal("plan.steps.1.title", Refused(Draft(step with { Title = "two\nlines" })));
        Assert.Equal("plan.steps.1.title", Refused(Draft(step with { Title = "a\0b" })));
        Assert.Equal("plan.steps.1.components", Refused(Draft(step with { ComponentIds = ["nonesuch0000"] })));
        Assert.Equal("plan.steps.1.id", Refused(Draft(step with { Id = "nonesuch0000" })));
    }

    [Fact]
    public void Only_what_is_published_has_to_be_whole()
    {
        Draft(Step("")).Validate(complete: false, Nothing, Nothing);
        Draft().Validate(complete: false, Nothing, Nothing);
        Assert.Equal("plan.steps.1.title", Refused(Draft(Step(" "))));
        Assert.Equal("plan.steps", Refused(Draft()));
    }

    private static string Refused(PlanDraft draft) => Assert.Single(Assert.Throws<InvalidInputException>(() => draft.Validate(complete: true, Nothing, Nothing)).Errors).Field;
}
