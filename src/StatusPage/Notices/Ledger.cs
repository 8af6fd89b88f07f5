namespace StatusPage.Notices;

/// <summary>Who was told of an incident and what they are still owed, in numbers. Told = recovered + owed + released + exhausted.</summary>
/// <param name="Told">Every subscription with a delivery of the incident that was accepted, or whose fate is unknown. It only grows.</param>
/// <param name="Recovered">Told of the recovery too.</param>
/// <param name="Owed">Told, and not yet told of the recovery.</param>
/// <param name="Released">Told, and unsubscribed since.</param>
/// <param name="Exhausted">Told, but the recovery could not be brought to them although every attempt was made.</param>
/// <param name="Notices">Oldest first.</param>
internal sealed record Ledger(long Told, long Recovered, long Owed, long Released, long Exhausted, IReadOnlyList<NoticeLine> Notices);

internal sealed record NoticeLine(
    string Id, NoticeKind Kind, DateTimeOffset CreatedAt, long Planned, long Accepted, long Waiting, long Refused, long Exhausted, long Released);

internal sealed record IncidentOwed(string IncidentId, string Name, long Told, long Owed);

/// <param name="Queued">Never tried yet, or under way.</param>
/// <param name="Waiting">Put off by the server.</param>
/// <param name="OldestSince">Since when the oldest of both waits.</param>
/// <param name="Paused">Why nothing is sent now; null while sending goes on.</param>
internal sealed record QueueState(long Queued, long Waiting, DateTimeOffset? OldestSince, string? Paused);

internal sealed record DeliveryLine(
    string NoticeId, NoticeKind Kind, string SubscriptionId, string Address, DeliveryState State, DateTimeOffset CreatedAt,
    DateTimeOffset? DueAt, DateTimeOffset? EndedAt, string? Words, IReadOnlyList<AttemptLine> Attempts);

internal sealed record AttemptLine(int Number, DateTimeOffset At, string Outcome, string Words);

/// <summary>Which deliveries; the last two name the row that the former page ended with.</summary>
internal sealed record DeliveryFilter(
    DeliveryState? State = null, string? AddressContains = null, string? NoticeId = null, string? AfterSubscriptionId = null, string? AfterNoticeId = null);
