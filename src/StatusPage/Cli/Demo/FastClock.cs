namespace StatusPage.Cli.Demo;

/// <summary>A clock that runs <paramref name="factor"/> times as fast as the machine's, its timers too: an hour of the story passes in a minute.</summary>
internal sealed class FastClock(int factor) : TimeProvider
{
    private readonly DateTimeOffset origin = System.GetUtcNow();

    public override long TimestampFrequency => System.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => origin + (System.GetUtcNow() - origin) * factor;

    public override long GetTimestamp() => System.GetTimestamp() * factor;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Timer(System.CreateTimer(callback, state, Real(dueTime), Real(period)), this);

    /// <summary>How long the machine waits for a span of the story; never nothing, or a loop that waits would spin.</summary>
    private TimeSpan Real(TimeSpan span) =>
        span == Timeout.InfiniteTimeSpan || span <= TimeSpan.Zero ? span : TimeSpan.FromMilliseconds(Math.Max(1, span.TotalMilliseconds / factor));

    private sealed class Timer(ITimer real, FastClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => real.Change(clock.Real(dueTime), clock.Real(period));

        public void Dispose() => real.Dispose();

        public ValueTask DisposeAsync() => real.DisposeAsync();
    }
}
