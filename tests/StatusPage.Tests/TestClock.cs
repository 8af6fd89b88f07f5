namespace StatusPage.Tests;

/// <summary>Time that stands still until a test moves it. Timers and delays taken from it fire, in order, while it moves.</summary>
internal sealed class TestClock : TimeProvider
{
    /// <summary>A Monday far enough ahead that cookies issued by this clock are not expired for a client that uses the real one.</summary>
    public static readonly DateTimeOffset Start = new(2035, 1, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly Lock gate = new();
    private readonly List<Timer> timers = [];
    private DateTimeOffset now = Start;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return now;
        }
    }

    public override long GetTimestamp() => GetUtcNow().UtcTicks;

    public void Set(DateTimeOffset moment) => Advance(moment - GetUtcNow());

    public void Advance(TimeSpan span)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(span, TimeSpan.Zero);
        var end = GetUtcNow() + span;
        while (NextDue(end) is { } due)
        {
            due.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer that is due by <paramref name="end"/>, or to the end when there is none.</summary>
    private Timer? NextDue(DateTimeOffset end)
    {
        lock (gate)
        {
            var next = timers.Where(t => t.Due <= end).MinBy(t => t.Due);
            now = next is null ? end : next.Due > now ? next.Due.Value : now;
            next?.Rearm(now);
            return next;
        }
    }

    private sealed class Timer(TestClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                this.period = period;
                Due = dueTime == Timeout.InfiniteTimeSpan ? null : clock.now + dueTime;
                clock.timers.Remove(this);
                if (Due is not null)
                {
                    clock.timers.Add(this);
                }
            }

            if (dueTime == TimeSpan.Zero)
            {
                // As with a real one, the callback does not run before whoever makes the timer holds it.
                ThreadPool.QueueUserWorkItem(_ => clock.Advance(TimeSpan.Zero));
            }

            return true;
        }

        public void Rearm(DateTimeOffset now)
        {
            Due = period > TimeSpan.Zero ? now + period : null;
            if (Due is null)
            {
                clock.timers.Remove(this);
            }
        }

        public void Fire() => callback(state);

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
