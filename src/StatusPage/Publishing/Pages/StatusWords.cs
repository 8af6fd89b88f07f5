using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Text;

namespace StatusPage.Publishing.Pages;

/// <summary>A state as shape, word and colour: never colour alone.</summary>
/// <param name="Class">Its colour in the style sheet.</param>
/// <param name="Shape">A character that every common font has.</param>
/// <param name="Word">What it is called.</param>
internal sealed record StatusWord(string Class, string Shape, string Word)
{
    public static StatusWord Of(ComponentStatus status, Texts words) => status switch
    {
        ComponentStatus.MajorOutage => new("down", "■", words["status_major_outage"]),
        ComponentStatus.PartialOutage => new("partial", "◆", words["status_partial_outage"]),
        ComponentStatus.DegradedPerformance => new("degraded", "▲", words["status_degraded_performance"]),
        ComponentStatus.UnderMaintenance => new("work", "▬", words["status_under_maintenance"]),
        _ => new("ok", "●", words["status_operational"]),
    };

    /// <summary>What worked when it was last seen, and may not now.</summary>
    public static StatusWord Unknown(Texts words) => new("soft", "?", words["status_unknown"]);

    public static StatusWord Of(Impact impact, Texts words) => impact switch
    {
        Impact.Critical => new("down", "■", words["impact_critical"]),
        Impact.Major => new("partial", "◆", words["impact_major"]),
        Impact.Minor => new("degraded", "▲", words["impact_minor"]),
        _ => new("soft", "○", words["impact_none"]),
    };

    /// <summary>What an incident is now: its kind while it lasts, its end afterwards.</summary>
    public static StatusWord Of(Incident incident, Texts words) =>
        incident.Merged is not null ? new("soft", "○", words["incident_merged"])
        : incident.IsResolved ? new("ok", "●", words["incident_resolved"]) : Of(incident.Impact, words);

    public static string Of(IncidentStatus status, Texts words) => words[$"incident_{status.Wire()}"];
}
