namespace StatusPage.Notices;

/// <summary>One thing to be told, fanned out once.</summary>
/// <param name="Number">Its place among all notices: who has the smaller one was made earlier.</param>
internal sealed record Notice(string Id, NoticeKind Kind, string IncidentId, string UpdateId, string SourceId, DateTimeOffset CreatedAt, long Number = 0);

/// <summary>A delivery that this node has claimed: what to tell, to whom.</summary>
internal sealed record Claim(Notice Notice, string SubscriptionId, string Address, string Language, int Attempts, DateTimeOffset At)
{
    public Heard Heard { get; init; } = Heard.Nothing;

    /// <summary>It was put off before, or its reader is one whom the last could not be brought to.</summary>
    public bool Waited { get; init; }

    /// <summary>Stable over resends: whoever gets it twice gets the same message twice.</summary>
    public string MessageId(string domain) => $"{Notice.Id}.{SubscriptionId}@{domain}";
}

/// <summary>What a reader knows of the incident before this letter.</summary>
/// <param name="Anything">Something of it was accepted for them, or may have reached them.</param>
/// <param name="Untold">The notices that were folded into this one, by id, oldest first: they stand inside.</param>
internal sealed record Heard(bool Anything, IReadOnlyList<string> Untold)
{
    public static readonly Heard Nothing = new(false, []);
}
