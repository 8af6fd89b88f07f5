using StatusPage.Components;
using StatusPage.Recovery;

namespace StatusPage.Console.Incidents;

/// <summary>One published step and what can be said of it.</summary>
internal sealed record PlanStepModel(PlanModel Page, RecoveryPlan Plan, PlanStep Step)
{
    public bool MayChange => !Page.Incident.IsResolved;

    /// <summary>The states that one press leads to; to drop a step takes a reason.</summary>
    public IEnumerable<StepState> Next => PlanStep.AllowedAfter(Step.State).Where(s => s != StepState.Dropped);

    public bool MayDrop => PlanStep.AllowedAfter(Step.State).Contains(StepState.Dropped);

    /// <summary>Whether this step's form was sent and comes back.</summary>
    public bool IsRefused => Page.Posted("step") == Step.Id;

    public string Act(StepState next) => (Step.State, next) switch
    {
        (StepState.NotStarted, StepState.Running) => Page.Context["step.start"],
        (_, StepState.Running) => Page.Context["step.again"],
        (_, StepState.NotStarted) => Page.Context["step.back"],
        (_, StepState.Failed) => Page.Context["step.failed"],
        _ => Page.Context["step.done"],
    };

    /// <summary>What is said of a step beside its title and state.</summary>
    public IEnumerable<string> Lines => Page.Words.Lines(Plan, Step, Page.Catalogue);
}

/// <summary>One row of the form.</summary>
internal sealed record PlanRowModel(PlanModel Page, int Number)
{
    public PlanRow Row => Page.Form.Rows[Number - 1];

    public bool First => Number == 1;

    public bool Last => Number == Page.Form.Rows.Count;

    public bool HasFocus(string button) => Page.Arranged?.Button == $"{button}-{Number}";
}

/// <summary>A plan as its page shows it.</summary>
internal sealed record PlanPreviewModel(RecoveryPlan Plan, PlanWords Words, Catalogue Catalogue);
