using System.Globalization;
using StatusPage.Platform.Problems;

namespace StatusPage.Console;

/// <summary>What a datetime-local input holds: a clock on the page's wall, without a zone.</summary>
internal static class LocalTime
{
    private static readonly string[] Formats = ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd'T'HH:mm:ss"];

    public static DateTimeOffset? Parse(string field, string? text, TimeZoneInfo zone)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (!DateTime.TryParseExact(text, Formats, CultureInfo.InvariantCulture, DateTimeStyles.None, out var local) || local.Year is < 2000 or > 2200)
        {
            throw new InvalidInputException(field, "must be a date and a time such as 2026-11-23T17:30.");
        }

        if (zone.IsInvalidTime(local))
        {
            throw new InvalidInputException(field, "does not exist on that day: the clock is put forward then.");
        }

        return new DateTimeOffset(local, zone.GetUtcOffset(local)).ToUniversalTime();
    }

    public static string Format(DateTimeOffset at, TimeZoneInfo zone) =>
        TimeZoneInfo.ConvertTime(at, zone).ToString(Formats[0], CultureInfo.InvariantCulture);
}
