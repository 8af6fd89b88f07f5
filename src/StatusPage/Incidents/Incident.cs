using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Incidents;

/// <summary>An unplanned disturbance and everything said about it. What follows from its updates is derived from them.</summary>
internal sealed record Incident
{
    public required string Id { get; init; }
    public required IncidentFields Fields { get; init; }
    public required bool Backfilled { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Oldest first; never empty.</summary>
    public required IReadOnlyList<IncidentUpdate> Updates { get; init; }

    /// <summary>The components attached now. Those of earlier updates stand on the updates.</summary>
    public required IReadOnlyList<string> ComponentIds { get; init; }

    /// <summary>Where it goes on, when it turned out to be the same as another: it is over, and nothing more is said here.</summary>
    public MergedInto? Merged { get; init; }

    public string Name => Fields.Name;

    public IncidentUpdate Latest => Updates[^1];

    public IncidentStatus Status => Merged is null ? Latest.Status : IncidentStatus.Resolved;

    public bool IsResolved => Status == IncidentStatus.Resolved;

    public DateTimeOffset StartedAt => Updates[0].DisplayAt;

    /// <summary>What was checked before it was called over; null while it is open, and where nothing was stated.</summary>
    public StatedRecovery? Recovery => IsResolved ? Latest.Recovery : null;

    public DateTimeOffset? MonitoringAt => Updates.LastOrDefault(u => u.Status == IncidentStatus.Monitoring)?.DisplayAt;

    public DateTimeOffset? ResolvedAt => Merged is not null ? Merged.At : IsResolved ? Updates.SkipWhile((_, i) => !ResolvedFrom(i)).First().DisplayAt : null;

    /// <summary>What it takes away at its worst, or what the operator said it does.</summary>
    public Impact Impact => Fields.ImpactOverride ?? ImpactOf(Updates.SelectMany(u => u.Affected).Select(a => a.NewStatus));

    public static Impact ImpactOf(IEnumerable<ComponentStatus> statuses) => statuses.Select(s => s switch
    {
        ComponentStatus.MajorOutage => Impact.Critical,
        ComponentStatus.PartialOutage => Impact.Major,
        ComponentStatus.DegradedPerformance => Impact.Minor,
        _ => Impact.None,
    }).DefaultIfEmpty(Impact.None).Max();

    /// <summary>Where an incident in a status may go: any step among the first three, to resolved, and back again (which starts owing again).</summary>
    public static IReadOnlyList<IncidentStatus> AllowedAfter(IncidentStatus status) =>
        status == IncidentStatus.Resolved
            ? [IncidentStatus.Investigating, IncidentStatus.Identified, IncidentStatus.Monitoring]
            : Enum.GetValues<IncidentStatus>();

    /// <summary>The next update, checked against the rules.</summary>
    /// <exception cref="RuleViolationException">The step is not allowed.</exception>
    public IncidentUpdate Post(UpdateDraft draft, DateTimeOffset now)
    {
        EnsureGoesOn();
        if (draft.AfterSeq is { } read && read != Latest.Seq)
        {
            throw new RuleViolationException("Somebody posted an update of this incident meanwhile. Yours is not published: read theirs first, then publish yours again if it still holds.");
        }

        var allowed = string.Join(", ", AllowedAfter(Status).Select(s => s.Wire()));
        if (draft.Status is null && IsResolved)
        {
            throw new RuleViolationException($"The incident is resolved; another update reopens it and must name the status it then has. Allowed: {allowed}.");
        }

        var status = draft.Status ?? Status;
        return AllowedAfter(Status).Contains(status)
            ? draft.ToUpdate(Id, Latest.Seq + 1, status, now)
            : throw new RuleViolationException($"The incident is {Status.Wire()}; it cannot become {status.Wire()}. Allowed: {allowed}.");
    }

    /// <exception cref="RuleViolationException">It was merged into another, where what is said of it belongs.</exception>
    public void EnsureGoesOn()
    {
        if (Merged is { } into)
        {
            throw new RuleViolationException($"The incident was merged into \"{into.Name}\". It goes on there, under the id \"{into.Id}\".");
        }
    }

    /// <exception cref="RuleViolationException">One of the two is over.</exception>
    public void EnsureMayMerge(Incident into)
    {
        EnsureGoesOn();
        into.EnsureGoesOn();
        if (IsResolved || into.IsResolved)
        {
            throw new RuleViolationException($"Only open incidents are merged; \"{(IsResolved ? Name : into.Name)}\" is resolved.");
        }
    }

    private bool ResolvedFrom(int index) => Updates.Skip(index).All(u => u.Status == IncidentStatus.Resolved);
}

/// <summary>What an operator says of an incident beside its updates. Changed by <c>with</c>, so that what is not named stays.</summary>
internal sealed record IncidentFields
{
    public required string Name { get; init; }
    public Impact? ImpactOverride { get; init; }

    /// <summary>What people cannot do, in a few words; the first line of page and mail.</summary>
    public string? EffectCannot { get; init; }

    /// <summary>What still works, in a few words.</summary>
    public string? EffectCan { get; init; }

    public void Validate() => new Check()
        .Line("incident.name", Name, 200, required: true)
        .Line("incident.effect_cannot", EffectCannot, 300)
        .Line("incident.effect_can", EffectCan, 300)
        .Done();
}
