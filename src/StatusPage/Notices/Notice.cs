namespace StatusPage.Notices;

/// <summary>One thing to be told, fanned out once.</summary>
internal sealed record Notice(string Id, NoticeKind Kind, string IncidentId, string UpdateId, string SourceId, DateTimeOffset CreatedAt);

/// <summary>A delivery that this node has claimed: what to tell, to whom.</summary>
internal sealed record Claim(Notice Notice, string SubscriptionId, string Address, string Language, int Attempts, DateTimeOffset At)
{
    /// <summary>Stable over resends: whoever gets it twice gets the same message twice.</summary>
    public string MessageId(string domain) => $"{Notice.Id}.{SubscriptionId}@{domain}";
}
