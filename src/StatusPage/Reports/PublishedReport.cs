namespace StatusPage.Reports;

/// <summary>That an incident has a report that can be read, without its text.</summary>
/// <param name="IncidentId">Whose.</param>
/// <param name="Number">The version that stands.</param>
/// <param name="FirstAt">When the first version was published.</param>
/// <param name="LastAt">When the one that stands was.</param>
internal sealed record PublishedReport(string IncidentId, int Number, DateTimeOffset FirstAt, DateTimeOffset LastAt)
{
    public DateTimeOffset? CorrectedAt => Number > 1 ? LastAt : null;
}
