namespace StatusPage.Recovery;

internal enum PlanChangeKind
{
    Added,
    Removed,
    Reworded,
    Moved,

    /// <summary>In another phase.</summary>
    Rephased,

    /// <summary>Owner, exit criterion, what it waits for, or what comes back with it.</summary>
    Detailed,
}

/// <summary>What of a step was changed beside its title and place.</summary>
internal enum PlanPart
{
    Owner,
    ExitCriterion,
    WaitsFor,
    Components,
}

/// <summary>One thing that a version says otherwise than the one before.</summary>
/// <param name="Kind">What was done.</param>
/// <param name="Number">The step's number now; before, for one that was removed.</param>
/// <param name="Title">Its title now; before, for one that was removed.</param>
internal sealed record PlanChange(PlanChangeKind Kind, int Number, string Title)
{
    public PlanPhase Phase { get; init; }
    public int? FormerNumber { get; init; }
    public string? FormerTitle { get; init; }
    public IReadOnlyList<PlanPart> Parts { get; init; } = [];
}

/// <summary>Compares two versions. A step is the same if its id is, whatever it says and wherever it stands.</summary>
internal static class PlanDiff
{
    public static IReadOnlyList<PlanChange> Of(IReadOnlyList<PlanStep> before, IReadOnlyList<PlanStep> after)
    {
        var former = before.ToDictionary(s => s.Id);
        var staying = after.Select(s => s.Id).ToHashSet();
        var moved = Moved(before, after);
        return
        [
            .. before.Where(s => !staying.Contains(s.Id)).Select(s => new PlanChange(PlanChangeKind.Removed, s.Number, s.Title) { Phase = s.Phase }),
            .. after.SelectMany(s => former.TryGetValue(s.Id, out var was)
                ? Between(was, s, moved.Contains(s.Id))
                : [new PlanChange(PlanChangeKind.Added, s.Number, s.Title) { Phase = s.Phase }]),
        ];
    }

    private static IEnumerable<PlanChange> Between(PlanStep was, PlanStep now, bool moved)
    {
        if (was.Title != now.Title)
        {
            yield return new(PlanChangeKind.Reworded, now.Number, now.Title) { FormerTitle = was.Title, Phase = now.Phase };
        }

        if (was.Phase != now.Phase)
        {
            yield return new(PlanChangeKind.Rephased, now.Number, now.Title) { Phase = now.Phase };
        }
        else if (moved)
        {
            yield return new(PlanChangeKind.Moved, now.Number, now.Title) { FormerNumber = was.Number, Phase = now.Phase };
        }

        List<PlanPart> parts =
        [
            .. was.Owner == now.Owner ? [] : new[] { PlanPart.Owner },
            .. was.ExitCriterion == now.ExitCriterion ? [] : new[] { PlanPart.ExitCriterion },
            .. was.WaitsFor.ToHashSet().SetEquals(now.WaitsFor) ? [] : new[] { PlanPart.WaitsFor },
            .. was.ComponentIds.ToHashSet().SetEquals(now.ComponentIds) ? [] : new[] { PlanPart.Components },
        ];
        if (parts.Count > 0)
        {
            yield return new(PlanChangeKind.Detailed, now.Number, now.Title) { Parts = parts, Phase = now.Phase };
        }
    }

    /// <summary>Those that left their order: all but a longest run of steps that follow each other as before.</summary>
    private static HashSet<string> Moved(IReadOnlyList<PlanStep> before, IReadOnlyList<PlanStep> after)
    {
        var places = before.Select((s, i) => (s.Id, i)).ToDictionary(x => x.Id, x => x.i);
        var common = after.Where(s => places.ContainsKey(s.Id)).ToList();
        var longest = new List<PlanStep>[common.Count];
        for (var i = 0; i < common.Count; i++)
        {
            var here = places[common[i].Id];
            var best = Enumerable.Range(0, i).Where(j => places[common[j].Id] < here).Select(j => longest[j]).MaxBy(l => l.Count);
            longest[i] = [.. best ?? [], common[i]];
        }

        var run = longest.MaxBy(l => l.Count)?.Select(s => s.Id).ToHashSet() ?? [];
        return [.. common.Select(s => s.Id).Where(id => !run.Contains(id))];
    }
}
