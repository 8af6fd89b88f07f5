namespace StatusPage.Platform;

/// <summary>
/// Wakes the loops after a commit. Losing a signal costs seconds, never a notice: every loop also looks by itself.
/// </summary>
internal sealed class ChangeSignal
{
    private volatile TaskCompletionSource next = New();

    /// <summary>Completes at the next <see cref="Raise"/>. Take it before looking, so that a change between looking and waiting is not missed.</summary>
    public Task Next => next.Task;

    /// <summary>Waits for a signal taken before, but no longer than <paramref name="pause"/>.</summary>
    public static async Task Wait(Task changed, TimeSpan pause, TimeProvider time, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(changed, Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, time, enough.Token));
        await enough.CancelAsync();
    }

    public void Raise() => Interlocked.Exchange(ref next, New()).TrySetResult();

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
