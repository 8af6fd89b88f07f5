using StatusPage.Platform;

namespace StatusPage.Subscriptions;

internal sealed class SubscriptionRow
{
    public string Id { get; init; } = "";
    public string Channel { get; init; } = "";
    public string Address { get; init; } = "";
    public string Language { get; init; } = "";
    public bool ScopeAll { get; init; }
    public string State { get; init; } = "";
    public DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public DateTimeOffset? EndedAt { get; init; }
    public string? EndReason { get; init; }
    public DateTimeOffset? SuspendedAt { get; init; }
    public string? SuspendedWords { get; init; }
    public DateTimeOffset? ConfirmationWantedAt { get; init; }
    public DateTimeOffset? ConfirmationSentAt { get; init; }
    public DateTimeOffset? ConfirmationExpiresAt { get; init; }
    public string? ReplacesId { get; init; }
    public string? ReplacesFor { get; init; }

    public Subscription ToSubscription(IEnumerable<ScopeRow> scope) => new()
    {
        Id = Id,
        Channel = Wire<SubscriptionChannel>.Parse(Channel),
        Address = Address,
        Language = Language,
        Scope = ScopeAll ? SubscriptionScope.All : SubscriptionScope.Of(Targets(scope, "component"), Targets(scope, "group")),
        State = Wire<SubscriptionState>.Parse(State),
        CreatedAt = CreatedAt,
        ConfirmedAt = ConfirmedAt,
        EndedAt = EndedAt,
        EndReason = EndReason is null ? null : Wire<EndReason>.Parse(EndReason),
        SuspendedAt = SuspendedAt,
        SuspendedWords = SuspendedWords,
        ConfirmationWantedAt = ConfirmationWantedAt,
        ConfirmationSentAt = ConfirmationSentAt,
        ConfirmationExpiresAt = ConfirmationExpiresAt,
        ReplacesId = ReplacesId,
        ReplacesFor = ReplacesFor,
    };

    private static IEnumerable<string> Targets(IEnumerable<ScopeRow> scope, string kind) => scope.Where(r => r.Kind == kind).Select(r => r.TargetId);
}

internal sealed class ScopeRow
{
    public string SubscriptionId { get; init; } = "";
    public string Kind { get; init; } = "";
    public string TargetId { get; init; } = "";
}
