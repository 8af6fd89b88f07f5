using StatusPage.Platform.Problems;

namespace StatusPage.Recovery;

/// <summary>In the order in which a recovery goes through them.</summary>
internal enum PlanPhase
{
    /// <summary>Make safe, gather people, decide.</summary>
    Activation,

    /// <summary>Get the services back, be it elsewhere or by hand.</summary>
    Recovery,

    /// <summary>Put back what was there before.</summary>
    Reconstitution,
}

internal enum StepState
{
    NotStarted,
    Running,
    Done,
    Failed,

    /// <summary>Not to be done after all, for a reason that is said.</summary>
    Dropped,
}

/// <summary>One step of a published plan, and how far it is. Its id stays the same over all versions, and so does its state.</summary>
internal sealed record PlanStep
{
    public required string Id { get; init; }

    /// <summary>Its place in the plan, from 1.</summary>
    public required int Number { get; init; }
    public required PlanPhase Phase { get; init; }
    public required string Title { get; init; }

    /// <summary>In plain words, such as "network team".</summary>
    public string? Owner { get; init; }

    /// <summary>How one will know that it is done.</summary>
    public string? ExitCriterion { get; init; }

    /// <summary>Ids of the steps that must be done or dropped before this one starts.</summary>
    public IReadOnlyList<string> WaitsFor { get; init; } = [];

    /// <summary>What comes back with it.</summary>
    public IReadOnlyList<string> ComponentIds { get; init; } = [];

    /// <summary>The first version that had it.</summary>
    public int SinceVersion { get; init; } = 1;

    public StepState State { get; init; }

    /// <summary>Why it was dropped, or how it failed.</summary>
    public string? Reason { get; init; }
    public DateTimeOffset? StartedAt { get; init; }
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>When its state last changed.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>Nothing waits for it any more.</summary>
    public bool IsFinished => State is StepState.Done or StepState.Dropped;

    /// <summary>Where a step may go. What was pressed by mistake can be taken back by one step.</summary>
    public static IReadOnlyList<StepState> AllowedAfter(StepState state) => state switch
    {
        StepState.NotStarted => [StepState.Running, StepState.Done, StepState.Dropped],
        StepState.Running => [StepState.Done, StepState.Failed, StepState.Dropped, StepState.NotStarted],
        StepState.Done => [StepState.Running],
        StepState.Failed => [StepState.Running, StepState.Dropped],
        _ => [StepState.NotStarted, StepState.Running],
    };

    /// <summary>The step in its next state, with the times that follow.</summary>
    /// <exception cref="RuleViolationException">It cannot go there from where it is.</exception>
    /// <exception cref="InvalidInputException">A reason is missing, or does not belong there.</exception>
    public PlanStep Become(StepState next, string? reason, DateTimeOffset now)
    {
        if (!AllowedAfter(State).Contains(next))
        {
            throw new RuleViolationException(NotThere());
        }

        var why = string.IsNullOrWhiteSpace(reason) ? null : reason.Trim();
        new Check()
            .Line("step.reason", why, PlanDraft.LongestReason, required: next == StepState.Dropped)
            .That(why is null || next is StepState.Dropped or StepState.Failed, "step.reason", "belongs to a step that is dropped or failed.")
            .Done();
        var started = next == StepState.NotStarted ? null : StartedAt ?? (next == StepState.Dropped ? null : now);
        return this with
        {
            State = next,
            Reason = why,
            StartedAt = started,
            FinishedAt = next is StepState.NotStarted or StepState.Running ? null : started > now ? started : now,
            ChangedAt = now,
        };
    }

    /// <summary>This wording, as far as another one is.</summary>
    public PlanStep AsFarAs(PlanStep other) => this with
    {
        State = other.State, Reason = other.Reason, StartedAt = other.StartedAt, FinishedAt = other.FinishedAt, ChangedAt = other.ChangedAt,
    };

    private string NotThere() => State switch
    {
        StepState.NotStarted => $"Step {Number} has not started. It may become running, done or dropped.",
        StepState.Running => $"Step {Number} is running. It may become done, failed, dropped or not_started.",
        StepState.Done => $"Step {Number} is done. It may become running.",
        StepState.Failed => $"Step {Number} failed. It may become running or dropped.",
        _ => $"Step {Number} was dropped. It may become not_started or running.",
    };
}
