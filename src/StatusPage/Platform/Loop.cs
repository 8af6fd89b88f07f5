namespace StatusPage.Platform;

/// <summary>
/// A piece of work that runs after every change, and by itself at least every <see cref="LookEvery"/>. A failing turn is logged and
/// tried again with growing pauses; it never ends the loop.
/// </summary>
internal abstract partial class Loop(ChangeSignal signal, TimeProvider time, ILogger logger) : BackgroundService
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    protected virtual TimeSpan LookEvery => TimeSpan.FromSeconds(5);

    /// <summary>One turn. Returns when to look again at the latest, or null for <see cref="LookEvery"/>; zero means there is more to do now.</summary>
    protected abstract Task<TimeSpan?> Turn(CancellationToken stopping);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            var changed = signal.Next;
            var pause = LookEvery;
            try
            {
                pause = await Turn(stoppingToken) ?? LookEvery;
                failures = 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // The loop outlives any failure of one turn; the failure is logged and the turn repeated.
            catch (Exception e)
#pragma warning restore CA1031
            {
                Log.TurnFailed(logger, e, GetType().Name);
                failures++;
                changed = Task.Delay(Timeout.InfiniteTimeSpan, time, stoppingToken);
                pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(failures, 10)) / 2));
            }

            if (pause > TimeSpan.Zero)
            {
                await ChangeSignal.Wait(changed, pause, time, stoppingToken);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "{Loop} failed; it is tried again.")]
        public static partial void TurnFailed(ILogger logger, Exception e, string loop);
    }
}
