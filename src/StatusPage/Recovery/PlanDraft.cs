using System.Globalization;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Recovery;

/// <summary>A step as it is written: what it waits for by number, and with no id until it is saved.</summary>
internal sealed record PlanStepDraft
{
    public string? Id { get; init; }
    public PlanPhase Phase { get; init; }
    public string Title { get; init; } = "";
    public string? Owner { get; init; }
    public string? ExitCriterion { get; init; }

    /// <summary>Places in the same draft, from 1.</summary>
    public IReadOnlyList<int> WaitsFor { get; init; } = [];
    public IReadOnlyList<string> ComponentIds { get; init; } = [];
}

/// <summary>A plan before it is published. Every operation gives another draft in which what waits for what stays true.</summary>
internal sealed record PlanDraft(IReadOnlyList<PlanStepDraft> Steps)
{
    public const int MostSteps = 60, LongestTitle = 200, LongestOwner = 100, LongestCriterion = 300, LongestReason = 300, MostComponents = 50;

    public static PlanDraft Of(IReadOnlyList<PlanStep> steps) => new([.. steps.Select(s => new PlanStepDraft
    {
        Id = s.Id, Phase = s.Phase, Title = s.Title, Owner = s.Owner, ExitCriterion = s.ExitCriterion, ComponentIds = s.ComponentIds,
        WaitsFor = [.. steps.Where(o => s.WaitsFor.Contains(o.Id)).Select(o => o.Number)],
    })]);

    /// <summary>The steps in other places, or fewer of them.</summary>
    /// <param name="places">The present places (from 0) in their new order; who is not named is gone.</param>
    public PlanDraft Arranged(IReadOnlyList<int> places)
    {
        var moved = places.Select((old, next) => (Old: old + 1, Next: next + 1)).ToDictionary(p => p.Old, p => p.Next);
        return new([.. places.Select(p => Steps[p] with
        {
            // A number that never was a step's stays, so that it can be said to be wrong.
            WaitsFor = [.. Steps[p].WaitsFor.Select(w => moved.TryGetValue(w, out var next) ? next : w >= 1 && w <= Steps.Count ? 0 : w).Where(w => w != 0)],
        })]);
    }

    /// <summary>In the order of the phases, and within each as they stand.</summary>
    public PlanDraft InOrder() => Arranged([.. Enumerable.Range(0, Steps.Count).OrderBy(i => Steps[i].Phase)]);

    /// <param name="complete">Whether it is to be published, and so has to be whole.</param>
    /// <param name="knownSteps">The ids that steps of this incident have or had.</param>
    /// <param name="knownComponents">The components there are.</param>
    /// <exception cref="InvalidInputException">Something is not as it may be; steps are named by their place, from 1.</exception>
    public void Validate(bool complete, IReadOnlySet<string> knownSteps, IReadOnlySet<string> knownComponents)
    {
        new Check()
            .That(Steps.Count <= MostSteps, "plan.steps", $"may be {MostSteps} at the most; there are {Steps.Count}.")
            .That(!complete || Steps.Count > 0, "plan.steps", "must be given: a plan has one step at least.")
            .Done();
        var check = new Check();
        for (var i = 0; i < Steps.Count; i++)
        {
            Validate(check, i, complete, knownSteps, knownComponents);
        }

        if (Circle() is { } circle)
        {
            var path = string.Join(" → ", circle.Select(n => n.ToString(CultureInfo.InvariantCulture)));
            check.That(false, Field(circle[0] - 1, "waits_for"), $"goes in a circle: {path}.");
        }

        check.Done();
    }

    /// <summary>The steps as a version keeps them. What is new gets its id here.</summary>
    public IReadOnlyList<PlanStep> ToSteps()
    {
        var ids = Steps.Select(s => s.Id ?? Ids.New()).ToList();
        return [.. Steps.Select((s, i) => new PlanStep
        {
            Id = ids[i], Number = i + 1, Phase = s.Phase, Title = s.Title.Trim(), Owner = Filled(s.Owner), ExitCriterion = Filled(s.ExitCriterion),
            WaitsFor = [.. s.WaitsFor.Distinct().Order().Select(w => ids[w - 1])], ComponentIds = [.. s.ComponentIds.Distinct()],
        })];
    }

    private void Validate(Check check, int i, bool complete, IReadOnlySet<string> knownSteps, IReadOnlySet<string> knownComponents)
    {
        var step = Steps[i];
        var absent = step.WaitsFor.Where(w => w < 1 || w > Steps.Count).Select(w => (int?)w).FirstOrDefault();
        check
            .Line(Field(i, "title"), step.Title, LongestTitle, required: complete)
            .Line(Field(i, "owner"), step.Owner, LongestOwner)
            .Line(Field(i, "exit_criterion"), step.ExitCriterion, LongestCriterion)
            .That(absent is null, Field(i, "waits_for"), $"names step {absent}, which is not there.")
            .That(step.ComponentIds.Count <= MostComponents, Field(i, "components"), $"may name {MostComponents} at the most; it names {step.ComponentIds.Count}.")
            .That(step.ComponentIds.All(knownComponents.Contains), Field(i, "components"), "names something that is not one of the page's components.")
            .That(step.Id is null || knownSteps.Contains(step.Id), Field(i, "id"), "is not the id of a step of this incident's plan.")
            .That(step.Id is null || Steps.Take(i).All(s => s.Id != step.Id), Field(i, "id"), "stands twice in the plan.");
    }

    /// <summary>Numbers of steps of which each waits for the next, the first again at the end; null when there are none.</summary>
    private List<int>? Circle()
    {
        var seen = new HashSet<int>();
        var path = new List<int>();
        for (var n = 1; n <= Steps.Count; n++)
        {
            if (From(n, seen, path) is { } circle)
            {
                return circle;
            }
        }

        return null;
    }

    private List<int>? From(int number, HashSet<int> seen, List<int> path)
    {
        if (path.IndexOf(number) is >= 0 and var start)
        {
            return [.. path[start..], number];
        }

        if (!seen.Add(number))
        {
            return null;
        }

        path.Add(number);
        foreach (var next in Steps[number - 1].WaitsFor.Where(w => w >= 1 && w <= Steps.Count))
        {
            if (From(next, seen, path) is { } circle)
            {
                return circle;
            }
        }

        path.RemoveAt(path.Count - 1);
        return null;
    }

    private static string Field(int index, string name) => string.Create(CultureInfo.InvariantCulture, $"plan.steps.{index + 1}.{name}");

    private static string? Filled(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
