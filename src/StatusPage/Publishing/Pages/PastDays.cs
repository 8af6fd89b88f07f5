using StatusPage.Incidents;

namespace StatusPage.Publishing.Pages;

/// <summary>A day with what began on it, or several quiet days in a row.</summary>
/// <param name="First">The earliest day.</param>
/// <param name="Last">The latest day; the same when it is one.</param>
/// <param name="Incidents">Newest first; empty on quiet days.</param>
internal sealed record PastDays(DateOnly First, DateOnly Last, IReadOnlyList<Incident> Incidents)
{
    /// <summary>Newest first, quiet days drawn together.</summary>
    public static IReadOnlyList<PastDays> Of(IEnumerable<Incident> incidents, DateOnly first, DateOnly last, Func<Incident, DateOnly> dayOf)
    {
        var byDay = incidents.ToLookup(dayOf);
        var days = new List<PastDays>();
        for (var day = last; day >= first; day = day.AddDays(-1))
        {
            if (byDay[day].Any())
            {
                days.Add(new(day, day, [.. byDay[day].OrderByDescending(i => i.StartedAt)]));
            }
            else if (days.Count > 0 && days[^1].Incidents.Count == 0)
            {
                days[^1] = days[^1] with { First = day };
            }
            else
            {
                days.Add(new(day, day, []));
            }
        }

        return days;
    }
}
