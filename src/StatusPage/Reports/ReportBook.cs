namespace StatusPage.Reports;

/// <summary>All there is of an incident's report.</summary>
/// <param name="IncidentId">Whose.</param>
/// <param name="Draft">What is being written; seen by operators alone.</param>
/// <param name="Versions">What was published, oldest first, the withdrawn ones too.</param>
internal sealed record ReportBook(string IncidentId, Report? Draft, IReadOnlyList<Report> Versions)
{
    /// <summary>What the public reads now.</summary>
    public Report? Published => Versions is [.., { WithdrawnAt: null } last] ? last : null;

    /// <summary>What the public may read, oldest first.</summary>
    public IReadOnlyList<Report> Readable => [.. Versions.Where(v => v.WithdrawnAt is null)];

    public DateTimeOffset? FirstAt => Versions.Count > 0 ? Versions[0].WrittenAt : null;

    public DateTimeOffset? CorrectedAt => Published is { Number: > 1 } corrected ? corrected.WrittenAt : null;

    /// <summary>Changes whenever somebody saves, publishes or withdraws: who saves on another one than they read would undo somebody's work.</summary>
    public string Edition => $"{Published?.Id ?? "none"}-{Draft?.Id ?? "none"}";

    public bool IsEmpty => Draft is null && Versions.Count == 0;
}
