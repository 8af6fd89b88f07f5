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

    public string Body => Corrections.Count > 0 ? Corrections[^1].Body : OriginalBody;

    public DateTimeOffset? CorrectedAt => Corrections.Count > 0 ? Corrections[^1].CreatedAt : null;

    public DateTimeOffset UpdatedAt => CorrectedAt ?? CreatedAt;
}

/// <summary>A component in an update, with its name ("Group - Component") and status as they were then.</summary>
internal sealed record AffectedComponent(string ComponentId, string Name, ComponentStatus OldStatus, ComponentStatus NewStatus);

/// <summary>A later wording of an update; the earlier ones stay readable.</summary>
internal sealed record Correction(string Id, string Body, bool DeliverNotifications, DateTimeOffset CreatedAt);
