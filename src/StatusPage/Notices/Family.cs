using StatusPage.Incidents;

namespace StatusPage.Notices;

/// <summary>Which notices a reader takes for one story, where an incident was merged into another: it stands here alone.</summary>
internal static class Family
{
    /// <summary>The condition under which a notice, by its alias, belongs to the story of an incident, an expression: its own, of what was merged into it, of what it was merged into.</summary>
    public static string Of(string notice, string incident) => $"{notice}.incident_id IN ({IncidentStore.StorySql(incident)})";

    /// <summary>The same, without what it was merged into: whoever was told of one of these was told of the incident.</summary>
    public static string Under(string notice, string incident) => $"{notice}.incident_id IN ({IncidentStore.UnderSql(incident)})";
}
