using System.Globalization;

namespace StatusPage.Platform.Text;

/// <summary>Moments and spans as people read them, in the page's time zone: 22 Nov, 17:30 or 11월 22일 17:30.</summary>
internal static class MomentText
{
    public static string Clock(DateTimeOffset at, TimeZoneInfo zone) => Local(at, zone).ToString("HH:mm", CultureInfo.InvariantCulture);

    public static string Day(DateOnly day, string language) =>
        day.ToString(language == "ko" ? "M월 d일" : "d MMM", CultureInfo.InvariantCulture);

    public static string DayAndYear(DateOnly day, string language) =>
        day.ToString(language == "ko" ? "yyyy년 M월 d일" : "d MMM yyyy", CultureInfo.InvariantCulture);

    public static string Month(int year, int month, string language) =>
        new DateOnly(year, month, 1).ToString(language == "ko" ? "yyyy년 M월" : "MMMM yyyy", CultureInfo.InvariantCulture);

    public static string DayAndClock(DateTimeOffset at, TimeZoneInfo zone, string language)
    {
        var local = Local(at, zone);
        return $"{Day(DateOnly.FromDateTime(local.DateTime), language)} {local.ToString("HH:mm", CultureInfo.InvariantCulture)}";
    }

    /// <summary>The clock alone on the day of <paramref name="now"/>, with the day otherwise.</summary>
    public static string Near(DateTimeOffset at, DateTimeOffset now, TimeZoneInfo zone, string language) =>
        Local(at, zone).Date == Local(now, zone).Date ? Clock(at, zone) : DayAndClock(at, zone, language);

    /// <summary>The zone's short name where one is known, its offset otherwise: KST, UTC, UTC+2.</summary>
    public static string ZoneName(TimeZoneInfo zone, DateTimeOffset at)
    {
        var offset = zone.GetUtcOffset(at);
        return zone.Id is "Asia/Seoul" or "Asia/Pyongyang" ? "KST"
            : offset == TimeSpan.Zero ? "UTC"
            : string.Create(CultureInfo.InvariantCulture, $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{Math.Abs(offset.Hours)}{(offset.Minutes == 0 ? "" : $":{Math.Abs(offset.Minutes):00}")}");
    }

    /// <summary>The two largest units: 2 h 12 min, 3 d 4 h; less than a minute is 1 min.</summary>
    public static string Span(TimeSpan span, string language)
    {
        var (d, h, m) = language == "ko" ? ("일", "시간", "분") : (" d", " h", " min");
        return span switch
        {
            { TotalDays: >= 1 } => Two(span.Days, d, span.Hours, h),
            { TotalHours: >= 1 } => Two(span.Hours, h, span.Minutes, m),
            _ => $"{Math.Max(1, (int)span.TotalMinutes)}{m}",
        };
    }

    /// <summary>ISO 8601 in UTC with milliseconds, for <c>datetime</c> attributes and programs.</summary>
    public static string Iso(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    /// <summary>As both APIs write it: three decimals, Z for a page in UTC, the offset of the page's zone at that moment otherwise.</summary>
    public static string Wire(DateTimeOffset at, TimeZoneInfo zone) => zone.Id is "Etc/UTC" or "UTC"
        ? Iso(at)
        : TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    private static DateTimeOffset Local(DateTimeOffset at, TimeZoneInfo zone) => TimeZoneInfo.ConvertTime(at, zone);

    private static string Two(int large, string largeUnit, int small, string smallUnit) =>
        small == 0 ? $"{large}{largeUnit}" : $"{large}{largeUnit} {small}{smallUnit}";
}
