using StatusPage.Platform.Problems;

namespace StatusPage.Components;

/// <summary>A service people know by name.</summary>
internal sealed record Component
{
    public required string Id { get; init; }
    public required ComponentFields Fields { get; init; }

    /// <summary>Derived: the newest recorded change.</summary>
    public required ComponentStatus Status { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public string Name => Fields.Name;
    public string? GroupId => Fields.GroupId;
    public int Position => Fields.Position;
}

/// <summary>What an operator says of a component. Changed by <c>with</c>, so that what is not named stays.</summary>
internal sealed record ComponentFields
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public string? GroupId { get; init; }

    /// <summary>Order among its siblings, from 1.</summary>
    public int Position { get; init; }
    public bool Showcase { get; init; } = true;
    public bool OnlyShowIfDegraded { get; init; }

    /// <summary>Uptime counts from this day; from the day of creation when null.</summary>
    public DateOnly? StartDate { get; init; }

    /// <summary>Days that have a midnight in every time zone, and a year in every calendar.</summary>
    private static readonly DateOnly FirstStartDate = new(1970, 1, 1);
    private static readonly DateOnly LastStartDate = new(9000, 12, 31);

    /// <exception cref="InvalidInputException">A field holds what it may not.</exception>
    public void Validate(string prefix) => new Check()
        .Line($"{prefix}.name", Name, 200, required: true)
        .Text($"{prefix}.description", Description, 2000)
        .That(Position >= 0, $"{prefix}.position", "must be 0 or more.")
        .That(StartDate is null || (StartDate >= FirstStartDate && StartDate <= LastStartDate), $"{prefix}.start_date", "must be a date from 1970-01-01 to 9000-12-31.")
        .Done();
}

internal sealed record ComponentGroup
{
    public required string Id { get; init; }
    public required GroupFields Fields { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    public string Name => Fields.Name;
    public int Position => Fields.Position;
}

internal sealed record GroupFields
{
    public required string Name { get; init; }
    public string? Description { get; init; }
    public int Position { get; init; }

    public void Validate() => new Check()
        .Line("component_group.name", Name, 200, required: true)
        .Text("component_group.description", Description, 2000)
        .That(Position >= 0, "component_group.position", "must be 0 or more.")
        .Done();
}

/// <summary>All that is not deleted, in the order of the page: groups and ungrouped components by position, members within their group.</summary>
internal sealed record Catalogue(IReadOnlyList<Component> Components, IReadOnlyList<ComponentGroup> Groups)
{
    public IEnumerable<Component> In(ComponentGroup group) => Components.Where(c => c.GroupId == group.Id);

    public Component? Find(string id) => Components.FirstOrDefault(c => c.Id == id);

    public ComponentGroup? GroupOf(Component component) => Groups.FirstOrDefault(g => g.Id == component.GroupId);

    /// <summary>"Group - Component" for a grouped one, as the wire names it.</summary>
    public string FullName(Component component) =>
        GroupOf(component) is { } group ? $"{group.Name} - {component.Name}" : component.Name;

    /// <summary>A group is as bad as its worst member.</summary>
    public ComponentStatus StatusOf(ComponentGroup group) =>
        In(group).Select(c => c.Status).DefaultIfEmpty(ComponentStatus.Operational).Max();

    /// <summary>The page's top level: each entry is a group or a component without one.</summary>
    public IEnumerable<(ComponentGroup? Group, Component? Component)> TopLevel() =>
        Groups.Select(g => (g.Position, g.Id, Group: (ComponentGroup?)g, Component: (Component?)null))
            .Concat(Components.Where(c => c.GroupId is null).Select(c => (c.Position, c.Id, Group: (ComponentGroup?)null, Component: (Component?)c)))
            .OrderBy(x => x.Position).ThenBy(x => x.Id, StringComparer.Ordinal)
            .Select(x => (x.Group, x.Component));
}
