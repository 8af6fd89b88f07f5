namespace StatusPage.Components;

/// <summary>How a component is, in the words and order of the wire: later members are worse, maintenance stands apart.</summary>
internal enum ComponentStatus
{
    Operational,
    UnderMaintenance,
    DegradedPerformance,
    PartialOutage,
    MajorOutage,
}
