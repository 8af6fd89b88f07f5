using StatusPage.Components;

namespace StatusPage.Incidents;

/// <summary>One published message. Never changed in place: what it says now is its last correction.</summary>
internal sealed record IncidentUpdate
{
    public required string Id { get; init; }
    public required string IncidentId { get; init; }
    public required int Seq { get; init; }
    public required IncidentStatus Status { get; init; }

    /// <summary>Markdown, as first published.</summary>
    public required string OriginalBody { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When readers are told it happened; earlier than <see cref="CreatedAt"/> for a backdated one.</summary>
    public required DateTimeOffset DisplayAt { get; init; }
    public required bool DeliverNotifications { get; init; }

    /// <summary>When the next word was promised, if it was.</summary>
    public DateTimeOffset? NextUpdateBy { get; init; }
    public IReadOnlyList<AffectedComponent> Affected { get; init; } = [];
    public IReadOnlyList<Correction> Corrections { get; init; } = [];

    /// <summary>Versions of what was checked before it was called over, oldest first; none with any other update, and where nothing was stated.</summary>
    public IReadOnlyList<StatedRecovery> Recoveries { get; init; } = [];

    public StatedRecovery? Recovery => Recoveries.Count > 0 ? Recoveries[^1] : null;

    /// <summary>What did not work once it was published.</summary>
    public IEnumerable<AffectedComponent> Down => Affected.Where(a => a.NewStatus != ComponentStatus.Operational);

    /// <summary>What works again with it.</summary>
    public IEnumerable<AffectedComponent> WorksAgain => Affected.Where(a => a.OldStatus != ComponentStatus.Operational && a.NewStatus == ComponentStatus.Operational);

    /// <summary>Whether it goes to anyone: a quiet one does not, but a recovery always does.</summary>
    public bool IsTold => DeliverNotifications || Status == IncidentStatus.Resolved;

    public bool IsBackdated => DisplayAt < CreatedAt;

    public string Body => Corrections.Count > 0 ? Corrections[^1].Body : OriginalBody;

    public DateTimeOffset? CorrectedAt => Corrections.Count > 0 ? Corrections[^1].CreatedAt : null;

    public DateTimeOffset UpdatedAt => CorrectedAt ?? CreatedAt;
}

/// <summary>A component in an update, with its name ("Group - Component") and status as they were then.</summary>
internal sealed record AffectedComponent(string ComponentId, string Name, ComponentStatus OldStatus, ComponentStatus NewStatus);
