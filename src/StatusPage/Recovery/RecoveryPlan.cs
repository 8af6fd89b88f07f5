using StatusPage.Platform.Problems;

namespace StatusPage.Recovery;

/// <summary>The ordered public steps of getting back, as one published version has them.</summary>
internal sealed record RecoveryPlan
{
    /// <summary>Of the version.</summary>
    public required string Id { get; init; }
    public required string IncidentId { get; init; }

    /// <summary>From 1. The draft is 0.</summary>
    public required int Version { get; init; }
    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>Who published it, or saved the draft; for the console alone.</summary>
    public required string Author { get; init; }

    /// <summary>In their order, which is also the order of the phases.</summary>
    public required IReadOnlyList<PlanStep> Steps { get; init; }

    /// <summary>What this version says otherwise than the one before.</summary>
    public IReadOnlyList<PlanChange> Changes { get; init; } = [];

    public int Finished => Steps.Count(s => s.IsFinished);

    /// <summary>What is being done: the first step that runs, or that failed, or that is still to come. Null when all are finished.</summary>
    public PlanStep? Current =>
        Steps.FirstOrDefault(s => s.State == StepState.Running) ?? Steps.FirstOrDefault(s => s.State == StepState.Failed) ?? Steps.FirstOrDefault(s => !s.IsFinished);

    /// <summary>The phases that have steps, in order.</summary>
    public IEnumerable<IGrouping<PlanPhase, PlanStep>> Phases => Steps.GroupBy(s => s.Phase);

    /// <summary>A step by its id or its number.</summary>
    public PlanStep? Find(string idOrNumber) => Steps.FirstOrDefault(s => s.Id == idOrNumber || s.Number.ToString(System.Globalization.CultureInfo.InvariantCulture) == idOrNumber);

    public IReadOnlyList<int> NumbersOf(IEnumerable<string> ids) => [.. Steps.Where(s => ids.Contains(s.Id)).Select(s => s.Number)];

    /// <summary>Whether every step of a phase is done or dropped.</summary>
    public bool IsFinishedPhase(PlanPhase phase) => Steps.Any(s => s.Phase == phase) && Steps.Where(s => s.Phase == phase).All(s => s.IsFinished);

    /// <summary>The version that last gave a phase a new step: finishing it is news once for each.</summary>
    public int SinceVersion(PlanPhase phase) => Steps.Where(s => s.Phase == phase).Select(s => s.SinceVersion).DefaultIfEmpty(1).Max();

    /// <summary>The plan with one step in its next state.</summary>
    /// <exception cref="RuleViolationException">What the step waits for is not done, or the step cannot go there from where it is.</exception>
    /// <exception cref="InvalidInputException">A reason is missing, or does not belong there.</exception>
    public RecoveryPlan With(PlanStep step, StepState next, string? reason, DateTimeOffset now)
    {
        var changed = step.Become(next, reason, now);
        var starts = next is StepState.Running || (next is StepState.Done && step.State == StepState.NotStarted);
        if (starts && Steps.FirstOrDefault(s => step.WaitsFor.Contains(s.Id) && !s.IsFinished) is { } before)
        {
            throw new RuleViolationException($"Step {step.Number} waits for step {before.Number}, which is not done. Finish or drop step {before.Number} first.");
        }

        return this with { Steps = [.. Steps.Select(s => s.Id == step.Id ? changed : s)] };
    }
}
