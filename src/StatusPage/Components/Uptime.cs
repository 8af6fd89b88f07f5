namespace StatusPage.Components;

/// <summary>How long a component was in trouble on one day of the page's time zone.</summary>
/// <param name="Day">The day.</param>
/// <param name="Known">False before the component existed and after today.</param>
/// <param name="Degraded">Time with degraded performance; it does not lower the percentage.</param>
/// <param name="Partial">Time in partial outage; weighs 0.3.</param>
/// <param name="Major">Time in major outage; weighs 1.</param>
/// <param name="Maintenance">Time under maintenance; weighs nothing.</param>
internal sealed record UptimeDay(DateOnly Day, bool Known, TimeSpan Degraded, TimeSpan Partial, TimeSpan Major, TimeSpan Maintenance)
{
    public ComponentStatus Worst =>
        Major > TimeSpan.Zero ? ComponentStatus.MajorOutage
        : Partial > TimeSpan.Zero ? ComponentStatus.PartialOutage
        : Degraded > TimeSpan.Zero ? ComponentStatus.DegradedPerformance
        : Maintenance > TimeSpan.Zero ? ComponentStatus.UnderMaintenance
        : ComponentStatus.Operational;
}

/// <summary>The days of a component and the share of time it worked, derived from its status changes.</summary>
internal sealed record Uptime(IReadOnlyList<UptimeDay> Days, double? Percent)
{
    public const double PartialWeight = 0.3;
    public const double MajorWeight = 1.0;

    /// <param name="changes">Of one component, oldest first; those before the window say how it began.</param>
    /// <param name="from">The component's first day (its start date or creation).</param>
    /// <param name="days">How many days, ending today.</param>
    /// <param name="now">The end of the window.</param>
    /// <param name="zone">Whose midnights divide the days.</param>
    public static Uptime Of(IReadOnlyList<StatusChange> changes, DateTimeOffset from, int days, DateTimeOffset now, TimeZoneInfo zone)
    {
        var today = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(now, zone).DateTime);
        var result = new List<UptimeDay>(days);
        var known = TimeSpan.Zero;
        var down = TimeSpan.Zero;
        var index = 0;
        var status = ComponentStatus.Operational;
        for (var day = today.AddDays(1 - days); day <= today; day = day.AddDays(1))
        {
            var start = Max(Midnight(day, zone), from);
            var end = Min(Midnight(day.AddDays(1), zone), now);
            if (end <= start)
            {
                result.Add(new(day, false, default, default, default, default));
                continue;
            }

            var spent = new TimeSpan[Enum.GetValues<ComponentStatus>().Length];
            var at = start;
            while (at < end)
            {
                while (index < changes.Count && changes[index].At <= at)
                {
                    status = changes[index++].Status;
                }

                var next = index < changes.Count ? Min(changes[index].At, end) : end;
                spent[(int)status] += next - at;
                at = next;
            }

            var entry = new UptimeDay(day, true,
                spent[(int)ComponentStatus.DegradedPerformance], spent[(int)ComponentStatus.PartialOutage],
                spent[(int)ComponentStatus.MajorOutage], spent[(int)ComponentStatus.UnderMaintenance]);
            known += end - start;
            down += entry.Partial * PartialWeight + entry.Major * MajorWeight;
            result.Add(entry);
        }

        return new(result, known > TimeSpan.Zero ? 100 * (1 - down / known) : null);
    }

    /// <summary>When a day begins in a zone, also where the clocks skip midnight.</summary>
    public static DateTimeOffset Midnight(DateOnly day, TimeZoneInfo zone)
    {
        var local = day.ToDateTime(TimeOnly.MinValue);
        while (zone.IsInvalidTime(local))
        {
            local = local.AddMinutes(15);
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    private static DateTimeOffset Max(DateTimeOffset a, DateTimeOffset b) => a > b ? a : b;

    private static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;
}
