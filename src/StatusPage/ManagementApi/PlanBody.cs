using StatusPage.Platform;
using StatusPage.Recovery;

namespace StatusPage.ManagementApi;

/// <summary>All there is of an incident's plan: what the public reads, what is being written, and what was published before.</summary>
internal sealed record PlanBookBody(string IncidentId, PlanBody? Published, PlanDraftBody? Draft, IReadOnlyList<PlanVersionBody> Versions)
{
    public static PlanBookBody Of(PlanBook book, ApiPage page) => new(
        book.IncidentId, book.Published is { } published ? PlanBody.Of(published, page) : null, book.Draft is { } draft ? PlanDraftBody.Of(draft, page) : null,
        [.. book.Versions.Select(v => PlanVersionBody.Of(v, page))]);
}

internal sealed record PlanBody(
    int Version, string PublishedAt, string PublishedBy, int? CurrentStep, int Finished, IReadOnlyList<PlanStepBody> Steps, IReadOnlyList<PlanChangeBody> Changes)
{
    public static PlanBody Of(RecoveryPlan plan, ApiPage page) => new(
        plan.Version, page.Time(plan.PublishedAt), plan.Author, plan.Current?.Number, plan.Finished, [.. plan.Steps.Select(s => PlanStepBody.Of(s, plan, page))],
        [.. plan.Changes.Select(PlanChangeBody.Of)]);
}

internal sealed record PlanDraftBody(string SavedAt, string SavedBy, IReadOnlyList<PlanStepBody> Steps)
{
    public static PlanDraftBody Of(RecoveryPlan draft, ApiPage page) =>
        new(page.Time(draft.PublishedAt), draft.Author, [.. draft.Steps.Select(s => PlanStepBody.Of(s, draft, page))]);
}

internal sealed record PlanVersionBody(int Version, string PublishedAt, string PublishedBy, IReadOnlyList<string> Titles, IReadOnlyList<PlanChangeBody> Changes)
{
    public static PlanVersionBody Of(RecoveryPlan plan, ApiPage page) => new(
        plan.Version, page.Time(plan.PublishedAt), plan.Author, [.. plan.Steps.Select(s => s.Title)], [.. plan.Changes.Select(PlanChangeBody.Of)]);
}

/// <summary>What it waits for is named by number, as it is when a plan is sent.</summary>
internal sealed record PlanStepBody(
    string Id, int Number, string Phase, string Title, string? Owner, IReadOnlyList<int> WaitsFor, string? ExitCriterion, IReadOnlyList<string> Components,
    string State, string? Reason, string? StartedAt, string? FinishedAt)
{
    public static PlanStepBody Of(PlanStep step, RecoveryPlan plan, ApiPage page) => new(
        step.Id, step.Number, step.Phase.Wire(), step.Title, step.Owner, plan.NumbersOf(step.WaitsFor), step.ExitCriterion, step.ComponentIds,
        step.State.Wire(), step.Reason, page.Time(step.StartedAt), page.Time(step.FinishedAt));
}

internal sealed record PlanChangeBody(string Kind, int Number, string Title, int? FormerNumber, string? FormerTitle, IReadOnlyList<string> Parts)
{
    public static PlanChangeBody Of(PlanChange change) => new(
        change.Kind.Wire(), change.Number, change.Title, change.FormerNumber, change.FormerTitle, [.. change.Parts.Select(p => p.Wire())]);
}
