namespace StatusPage.Reports;

/// <summary>That an incident has a report that can be read.</summary>
/// <param name="IncidentId">Whose.</param>
/// <param name="Number">The version that stands.</param>
/// <param name="FirstAt">When the first version was published.</param>
/// <param name="LastAt">When the one that stands was.</param>
/// <param name="Body">Its text; null where only its being there was asked for.</param>
internal sealed record PublishedReport(string IncidentId, int Number, DateTimeOffset FirstAt, DateTimeOffset LastAt, string? Body = null)
{
    public DateTimeOffset? CorrectedAt => Number > 1 ? LastAt : null;
}
