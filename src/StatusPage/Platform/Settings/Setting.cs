using System.Globalization;

namespace StatusPage.Platform.Settings;

/// <summary>Reads settings at start, so that a wrong one fails there and names itself. An empty value is as none.</summary>
internal static class Setting
{
    public static string Text(IConfiguration configuration, string key, string fallback) => Optional(configuration, key) ?? fallback;

    public static string? Optional(IConfiguration configuration, string key) =>
        configuration[key] is { } text && !string.IsNullOrWhiteSpace(text) ? text.Trim() : null;

    public static string OneOf(IConfiguration configuration, string key, string fallback, IReadOnlyList<string> allowed)
    {
        var text = Text(configuration, key, fallback);
        return allowed.FirstOrDefault(a => a.Equals(text, StringComparison.OrdinalIgnoreCase))
            ?? throw new SettingException(key, text, string.Join(", ", allowed));
    }

    public static int Number(IConfiguration configuration, string key, int fallback, int least, int most)
    {
        var text = Optional(configuration, key);
        if (text is null)
        {
            return fallback;
        }

        return int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most
            ? number
            : throw new SettingException(key, text, $"a whole number from {least} to {most}");
    }

    public static TimeSpan Duration(IConfiguration configuration, string key, TimeSpan fallback)
    {
        var text = Optional(configuration, key);
        if (text is null)
        {
            return fallback;
        }

        return DurationText.TryParse(text, out var duration) ? duration : throw new SettingException(key, text, DurationText.Allowed);
    }

    public static bool Truth(IConfiguration configuration, string key, bool fallback)
    {
        var text = Optional(configuration, key);
        return text is null ? fallback : bool.TryParse(text, out var truth) ? truth : throw new SettingException(key, text, "true, false");
    }
}
