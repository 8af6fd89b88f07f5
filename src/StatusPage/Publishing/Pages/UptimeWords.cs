using System.Globalization;
using StatusPage.Components;
using StatusPage.Platform.Text;

namespace StatusPage.Publishing.Pages;

/// <summary>What the bars show, in words.</summary>
internal static class UptimeWords
{
    // A label of ninety days of trouble would keep a screen reader talking for minutes; the rest is a list that can be passed over.
    private const int MostDays = 10;

    /// <summary>The newest of the troubled days, and how many more there are: "90 days: down today for 2 h 12 min; degraded on 3 Oct for 14 min".</summary>
    public static string Summary(Uptime uptime, PageContext page)
    {
        var known = uptime.Days.Count(d => d.Known);
        var troubled = uptime.Days.Where(IsTroubled).Reverse().ToList();
        if (troubled.Count == 0)
        {
            return page.Count("bars_calm", known);
        }

        var days = troubled.Take(MostDays).Select(d => page.Words[d.Day == page.Today ? "bars_today" : "bars_day", MomentText.Day(d.Day, page.Language), Troubles(d, page)]);
        var more = troubled.Count > MostDays ? [page.Words["bars_more", troubled.Count - MostDays]] : Array.Empty<string>();
        return page.Words["bars", known, string.Join("; ", days.Concat(more))];
    }

    /// <summary>The days that <see cref="Summary"/> only counts, newest first.</summary>
    public static IEnumerable<string> Rest(Uptime uptime, PageContext page) => uptime.Days.Where(IsTroubled).Reverse().Skip(MostDays).Select(d => OfDay(d, page));

    /// <summary>One day: "3 Oct: degraded for 14 min".</summary>
    public static string OfDay(UptimeDay day, PageContext page) => $"{MomentText.Day(day.Day, page.Language)}: {Troubles(day, page)}";

    /// <summary>The share of time it worked. Rounded down, so that 100 is said only when it is true.</summary>
    public static string? Percent(Uptime uptime) =>
        uptime.Percent is { } percent ? (Math.Floor(percent * 100 + 1e-6) / 100).ToString("0.##", CultureInfo.InvariantCulture) : null;

    public static bool IsTroubled(UptimeDay day) => day.Worst != ComponentStatus.Operational;

    public static string Class(UptimeDay day) => day.Worst switch
    {
        ComponentStatus.MajorOutage => "m",
        ComponentStatus.PartialOutage => "p",
        ComponentStatus.DegradedPerformance => "d",
        _ => "w",
    };

    private static string Troubles(UptimeDay day, PageContext page) => string.Join(page.Words["bars_and"], new[]
    {
        Trouble("bars_major", day.Major, page), Trouble("bars_partial", day.Partial, page),
        Trouble("bars_degraded", day.Degraded, page), Trouble("bars_maintenance", day.Maintenance, page),
    }.OfType<string>());

    private static string? Trouble(string key, TimeSpan time, PageContext page) => time > TimeSpan.Zero ? page.Words[key, page.Span(time)] : null;
}
