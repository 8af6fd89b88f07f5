using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Text;

namespace StatusPage.Recovery;

/// <summary>Names the words of plans: <c>PlanTexts.resx</c> and <c>PlanTexts.ko.resx</c>.</summary>
internal sealed class PlanTexts;

/// <summary>What page, mail and console say of a plan, in one language.</summary>
internal sealed class PlanWords
{
    private readonly Texts words;

    private PlanWords(string language) => words = Texts.Of<PlanTexts>(language);

    public static PlanWords In(string language) => new(language);

    public string Phase(PlanPhase phase) => words[$"phase.{phase.Wire()}"];

    public string State(StepState state) => words[$"state.{state.Wire()}"];

    /// <summary>"Step 3 of 8", or that all are finished.</summary>
    public string Progress(RecoveryPlan plan) =>
        plan.Current is { } step ? words["progress", step.Number, plan.Steps.Count] : words["progress.all", plan.Steps.Count];

    /// <summary>What is being done, in one line: "Step 3 of 8, running: Start the second site".</summary>
    public string Present(RecoveryPlan plan) =>
        plan.Current is { } step ? words["present", step.Number, plan.Steps.Count, State(step.State), step.Title] : words["progress.all", plan.Steps.Count];

    /// <summary>"after step 1, 2"; null when it waits for nothing.</summary>
    private string? Waits(RecoveryPlan plan, PlanStep step) =>
        plan.NumbersOf(step.WaitsFor) is { Count: > 0 } numbers ? words["waits", string.Join(", ", numbers)] : null;

    /// <summary>How it is known to be done; null when nobody said.</summary>
    private string? Criterion(PlanStep step) => step.ExitCriterion is { } criterion ? words["criterion", criterion] : null;

    /// <summary>What comes back with a step.</summary>
    private string Returning(IEnumerable<string> names) => words["returning", string.Join(", ", names)];

    private string? Reason(PlanStep step) => step.Reason is { } reason ? words["reason", reason] : null;

    /// <summary>What is said of a step beside its title and state: why, by whom and after what, when it is done, what comes back.</summary>
    public IEnumerable<string> Lines(RecoveryPlan plan, PlanStep step, Catalogue catalogue)
    {
        var about = string.Join(" · ", new[] { step.Owner, step.IsFinished ? null : Waits(plan, step) }.OfType<string>());
        var returning = catalogue.Components.Where(c => step.ComponentIds.Contains(c.Id)).Select(c => c.Name).ToList();
        return new[] { Reason(step), about.Length > 0 ? about : null, Criterion(step), returning.Count > 0 ? Returning(returning) : null }.OfType<string>();
    }

    /// <summary>A step in one line of plain text: "3. Start the second site: running".</summary>
    public string Line(PlanStep step) =>
        words[step.Reason is null ? "line" : "line.reason", step.Number, step.Title, State(step.State), step.Reason];

    public IEnumerable<string> Changes(RecoveryPlan plan) => plan.Changes.Select(Change);

    private string Change(PlanChange change) => change.Kind switch
    {
        PlanChangeKind.Added => words["change.added", change.Number, change.Title],
        PlanChangeKind.Removed => words["change.removed", change.Number, change.Title],
        PlanChangeKind.Reworded => words["change.reworded", change.Number, change.Title, change.FormerTitle],
        PlanChangeKind.Moved => words["change.moved", change.Number, change.Title, change.FormerNumber],
        PlanChangeKind.Rephased => words["change.rephased", change.Number, change.Title, Phase(change.Phase)],
        _ => words["change.detailed", change.Number, change.Title, string.Join(", ", change.Parts.Select(p => words[$"part.{p.Wire()}"]))],
    };
}
