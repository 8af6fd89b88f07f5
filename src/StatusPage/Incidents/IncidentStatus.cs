namespace StatusPage.Incidents;

internal enum IncidentStatus
{
    Investigating,
    Identified,
    Monitoring,
    Resolved,
}

/// <summary>How much of the service an incident takes away; ordered, so that the worst is the largest.</summary>
internal enum Impact
{
    None,
    Minor,
    Major,
    Critical,
}
