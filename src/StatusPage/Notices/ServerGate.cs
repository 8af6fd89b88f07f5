using StatusPage.Platform;

namespace StatusPage.Notices;

/// <summary>
/// Whether the mail server as a whole is to be had. While it is not, nobody's delivery is tried but one, at growing pauses, and nobody's attempts are used up.
/// </summary>
internal sealed class ServerGate(TimeProvider time)
{
    public static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock sync = new();
    private int failures;
    private DateTimeOffset tryAt;

    /// <summary>Why nothing is sent; null while sending goes on.</summary>
    public string? Paused { get; private set; }

    public bool IsOpen => Paused is null;

    public void Up()
    {
        lock (sync)
        {
            Paused = null;
            failures = 0;
        }
    }

    public void Down(string reason)
    {
        lock (sync)
        {
            var now = time.Now();
            // Many workers fail together when a server goes: together they are one failure.
            if (Paused is null || now >= tryAt)
            {
                tryAt = now + Pause(failures++);
            }

            Paused = reason;
        }
    }

    /// <summary>Returns when the server may be tried: at once while it is up.</summary>
    public async Task WaitForTry(CancellationToken cancellation)
    {
        TimeSpan pause;
        lock (sync)
        {
            pause = Paused is null ? TimeSpan.Zero : tryAt - time.Now();
        }

        if (pause > TimeSpan.Zero)
        {
            await Task.Delay(pause, time, cancellation);
        }
    }

    private static TimeSpan Pause(int failures) => TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(failures, 10))));
}
