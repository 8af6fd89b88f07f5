namespace StatusPage.Notices;

/// <summary>Where an incident's debts stand.</summary>
internal enum LedgerState
{
    /// <summary>No recovery is published yet; everyone told is owed one.</summary>
    Open,

    /// <summary>It is over, and somebody was not told so yet.</summary>
    Owed,

    /// <summary>It is over, and nobody is owed a word.</summary>
    Paid,
}

/// <summary>Who was told of an incident and what they are still owed, in numbers. Told = recovered + owed + released + exhausted + written off.</summary>
/// <param name="Told">Every subscription with a delivery of the incident that was accepted, or whose fate is unknown. It only grows.</param>
/// <param name="Recovered">Told of the recovery too.</param>
/// <param name="Released">Told, and unsubscribed since.</param>
/// <param name="Exhausted">Told, but the recovery could not be brought to them although every attempt was made.</param>
/// <param name="WrittenOff">Told, but an operator gave up on telling them of the recovery, and said why.</param>
internal sealed record Totals(long Told, long Recovered, long Released, long Exhausted, long WrittenOff)
{
    /// <summary>Told, and not yet told of the recovery.</summary>
    public long Owed => Told - Recovered - Released - Exhausted - WrittenOff;
}

/// <param name="Totals">The numbers.</param>
/// <param name="State">Where the debts stand.</param>
/// <param name="Unpaid">Everyone who was told and neither told of the recovery nor released, by what became of telling them.</param>
/// <param name="Notices">Oldest first.</param>
internal sealed record Ledger(Totals Totals, LedgerState State, IReadOnlyList<UnpaidReason> Unpaid, IReadOnlyList<NoticeLine> Notices)
{
    public long Told => Totals.Told;

    public long Recovered => Totals.Recovered;

    public long Owed => Totals.Owed;

    public long Released => Totals.Released;

    public long Exhausted => Totals.Exhausted;

    public long WrittenOff => Totals.WrittenOff;
}

/// <param name="State">Of the recovery's delivery; null while there is none.</param>
/// <param name="Code">The three digits that the server answered with; null where it gave none.</param>
/// <param name="People">How many.</param>
/// <param name="Words">What was said to one of them, as an example.</param>
internal sealed record UnpaidReason(DeliveryState? State, string? Code, long People, string? Words)
{
    /// <summary>Listed, but owed no more.</summary>
    public bool IsEnded => State is DeliveryState.Exhausted or DeliveryState.WrittenOff;
}

internal sealed record NoticeLine(
    string Id, NoticeKind Kind, string IncidentId, string UpdateId, DateTimeOffset CreatedAt, long Planned, long Accepted, long Waiting, long Refused, long Exhausted,
    long Released, long WrittenOff, long Folded, long Bounced);

internal sealed record IncidentOwed(string IncidentId, string Name, long Told, long Owed);

/// <param name="Queued">Never tried yet, or under way.</param>
/// <param name="Waiting">Put off by the server.</param>
/// <param name="OldestSince">Since when the oldest of both waits.</param>
/// <param name="Paused">Why nothing is sent now; null while sending goes on.</param>
internal sealed record QueueState(long Queued, long Waiting, DateTimeOffset? OldestSince, string? Paused);

/// <param name="Address">The one it went to, or goes to.</param>
/// <param name="Server">Who accepted it.</param>
/// <param name="Words">The server's last own, or why there are none, or why it was written off.</param>
/// <param name="Uncertain">It may have reached its reader although nobody said so.</param>
internal sealed record DeliveryLine(
    string NoticeId, NoticeKind Kind, string SubscriptionId, string Address, DeliveryState State, DateTimeOffset CreatedAt,
    DateTimeOffset? DueAt, DateTimeOffset? EndedAt, string? Server, string? Words, bool Uncertain, IReadOnlyList<AttemptLine> Attempts)
{
    /// <summary>Whether there is something to be done about it.</summary>
    public bool IsUnpaid => State is DeliveryState.Waiting or DeliveryState.Refused or DeliveryState.Exhausted or DeliveryState.Bounced;
}

internal sealed record AttemptLine(int Number, DateTimeOffset At, string Outcome, string Words, string Address);

/// <summary>What was told, by the incident it was said of.</summary>
internal sealed record ToldNotice(string Id, NoticeKind Kind, string IncidentId, string UpdateId, DateTimeOffset CreatedAt);

/// <summary>Which deliveries; the last two name the row that the former page ended with.</summary>
internal sealed record DeliveryFilter(
    DeliveryState? State = null, string? AddressContains = null, string? NoticeId = null, string? AfterSubscriptionId = null, string? AfterNoticeId = null, string? SubscriptionId = null);
