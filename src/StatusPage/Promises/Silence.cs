namespace StatusPage.Promises;

/// <summary>When the service speaks itself because nobody did: after <see cref="PromiseOptions.DeadMan"/>, an hour, four hours, and then once a day.</summary>
internal static class Silence
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan[] Later = [TimeSpan.FromHours(1), TimeSpan.FromHours(4)];

    /// <summary>How often it should have spoken by now; 0 for not yet.</summary>
    public static int Number(TimeSpan late, TimeSpan deadMan)
    {
        if (late < deadMan)
        {
            return 0;
        }

        TimeSpan[] early = [deadMan, .. Later.Where(t => t > deadMan)];
        return early.Count(t => late >= t) + Math.Max(0, (int)(late / Day) - (int)(early[^1] / Day));
    }
}
