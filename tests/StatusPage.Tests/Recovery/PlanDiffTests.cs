using StatusPage.Recovery;
using static StatusPage.Tests.Recovery.PlanBed;

namespace StatusPage.Tests.Recovery;

public sealed class PlanDiffTests
{
    private static readonly IReadOnlyList<PlanStep> Before = Four().ToSteps();

    [Fact]
    public void What_was_added_removed_reworded_and_moved_is_said_in_words()
    {
        var draft = PlanDraft.Of(Before);
        draft = new PlanDraft([.. draft.Steps.Select(s => s.Title == "Start login" ? s with { Title = "Start sign-in", Owner = "login team" } : s), Step("Tell everybody")]);

        // The network goes away, and the power is cut last.
        Assert.Equal(
            [
                "Removed, was step 2: Move the network",
                "Step 1 now says “Start sign-in”, before “Start login”",
                "Step 1, “Start sign-in”, has another: who does it, step to wait for",
                "Step 4 now belongs to “Recovery”: Cut the power",
                "Added as step 3: Tell everybody",
            ],
            Words(new PlanDraft([.. draft.Arranged([2, 3, 4, 0]).Steps.Select(s => s.Title == "Cut the power" ? s with { Phase = PlanPhase.Recovery } : s)])).Order(StringComparer.Ordinal).OrderBy(w => w.StartsWith("Added", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_step_put_in_front_moves_nobody_else() =>
        Assert.Equal(["Added as step 1: First of all"], Words(new PlanDraft([Step("First of all"), .. PlanDraft.Of(Before).Steps.Select(s => s with { WaitsFor = [.. s.WaitsFor.Select(w => w + 1)] })])));

    [Fact]
    public void Only_the_one_that_jumped_is_said_to_have_moved() => Assert.Equal(["Moved from step 4 to step 1: Rebuild the site"], Words(PlanDraft.Of(Before).Arranged([3, 0, 1, 2])));

    [Fact]
    public void The_same_again_says_nothing() => Assert.Empty(Words(PlanDraft.Of(Before)));

    private static List<string> Words(PlanDraft after) => [.. PlanWords.In("en").Changes(new()
    {
        Id = "v2", IncidentId = "i", Version = 2, PublishedAt = TestClock.Start, Author = "", Steps = after.ToSteps(), Changes = PlanDiff.Of(Before, after.ToSteps()),
    })];
}
