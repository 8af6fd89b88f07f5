namespace StatusPage.Components;

/// <summary>The page's overall status. Clients switch on the description, so the seven texts never change.</summary>
internal sealed record Rollup(string Indicator, string Description)
{
    public static Rollup Of(IReadOnlyCollection<ComponentStatus> components)
    {
        bool Any(ComponentStatus status) => components.Contains(status);
        bool All(ComponentStatus status) => components.Count > 0 && components.All(c => c == status);

        return true switch
        {
            _ when All(ComponentStatus.MajorOutage) => new("critical", "Major System Outage"),
            _ when Any(ComponentStatus.MajorOutage) => new("major", "Partial System Outage"),
            _ when Any(ComponentStatus.PartialOutage) => new("minor", "Minor Service Outage"),
            _ when All(ComponentStatus.DegradedPerformance) => new("minor", "Degraded System Service"),
            _ when Any(ComponentStatus.DegradedPerformance) => new("minor", "Partially Degraded Service"),
            _ when Any(ComponentStatus.UnderMaintenance) => new("maintenance", "Service Under Maintenance"),
            _ => new("none", "All Systems Operational"),
        };
    }
}
