using StatusPage.Platform.Settings;

namespace StatusPage.Notices;

/// <summary>
/// How long to wait after the first, second, … attempt that a server put off. After the last it is exhausted. Written as steps separated by commas;
/// <c>1h until 24h</c> repeats a step until that much time has passed since the first attempt.
/// </summary>
internal sealed class RetrySchedule
{
    public const string Default = "1m, 5m, 15m, 1h, 1h until 24h, 4h until 72h";

    private const string Key = "Notices:RetrySchedule";
    private const string Allowed = "steps separated by commas, such as '" + Default + "'";
    private const int MostSteps = 10_000;

    private readonly List<TimeSpan> pauses = [];

    private RetrySchedule(string text)
    {
        var total = TimeSpan.Zero;
        foreach (var step in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = step.Split(" until ", 2, StringSplitOptions.TrimEntries);
            var pause = Parse(parts[0], text);
            var until = parts.Length == 2 ? Parse(parts[1], text) : total + pause;
            for (; total + pause <= until && pauses.Count < MostSteps; total += pause)
            {
                pauses.Add(pause);
            }
        }

        if (pauses.Count is 0 or MostSteps)
        {
            throw new SettingException(Key, text, Allowed);
        }
    }

    public int Attempts => pauses.Count + 1;

    public static RetrySchedule From(IConfiguration configuration) => new(Setting.Text(configuration, Key, Default));

    public static RetrySchedule Parse(string text) => new(text);

    /// <summary>The pause after an attempt, the first being 1; null when it was the last.</summary>
    public TimeSpan? After(int attempt) => attempt >= 1 && attempt <= pauses.Count ? pauses[attempt - 1] : null;

    private static TimeSpan Parse(string part, string text) =>
        DurationText.TryParse(part, out var duration) ? duration : throw new SettingException(Key, text, Allowed);
}
