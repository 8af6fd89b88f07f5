using System.Globalization;

namespace StatusPage.Platform.Settings;

/// <summary>Durations as people write them in settings: 90s, 5m, 1h, 2d, or hh:mm:ss.</summary>
internal static class DurationText
{
    public const string Allowed = "a duration such as 90s, 5m, 1h, 2d or 00:05:00";

    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        text = text.Trim();
        if (text.Contains(':', StringComparison.Ordinal))
        {
            return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out duration) && duration > TimeSpan.Zero;
        }

        if (text.Length < 2 || !double.TryParse(text[..^1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) || number <= 0 || number > 100_000)
        {
            return false;
        }

        TimeSpan? unit = char.ToLowerInvariant(text[^1]) switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            _ => null,
        };
        duration = (unit ?? default) * number;
        return unit is not null;
    }
}
