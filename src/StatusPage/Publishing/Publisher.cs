using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;

namespace StatusPage.Publishing;

/// <summary>
/// Keeps the current publication true: makes a new one when the site's version has risen or what it says of the present is no longer
/// so, and confirms it in between. Without a database it leaves what there is, and after a while has it say that it is not confirmed.
/// </summary>
internal sealed partial class Publisher(
    SnapshotReader reader, PublicationBuilder builder, CurrentPublication current, SiteStore sites, ChangeSignal signal, TimeProvider time, ILogger<Publisher> logger)
    : Loop(signal, time, logger)
{
    /// <summary>How long a page may show green without having been confirmed.</summary>
    public static readonly TimeSpan Trust = TimeSpan.FromMinutes(2);

    // A burst is over when nothing changed for Quiet; LongestBurst bounds how long readers wait for it.
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(25);
    private const int LongestBurst = 8;

    private readonly TimeProvider time = time;

    /// <summary>How many publications this process made.</summary>
    public long Made { get; private set; }

    /// <summary>Publishes before the server accepts its first request. What fails here the loop tries again; until then the program is not ready.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Publish(cancellationToken);
        }
        catch (DatabaseUnavailableException e)
        {
            Log.Unavailable(logger, e);
        }
#pragma warning disable CA1031 // Whatever is wrong with one text, the program runs: the console is where it can be put right.
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotPublished(logger, e);
        }

        await base.StartAsync(cancellationToken);
    }

    protected override async Task<TimeSpan?> Turn(CancellationToken stopping)
    {
        try
        {
            return await Look(stopping);
        }
        catch (DatabaseUnavailableException e)
        {
            Log.Unavailable(logger, e);
            await TakeBackHealth();
            return LookEvery;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await TakeBackHealth();
            throw;
        }
    }

    private async Task<TimeSpan> Look(CancellationToken stopping)
    {
        var now = time.Now();
        var version = await sites.Version(stopping);
        if (current.Publication is { } publication && publication.Version == version && publication.Snapshot.UnconfirmedSince is null && now < publication.RenderAgainAt)
        {
            current.Confirm(now);
        }
        else
        {
            await EndOfBurst(version, stopping);
            await Publish(stopping);
        }

        var wait = current.Publication!.RenderAgainAt - time.Now();
        return wait < LookEvery ? wait > TimeSpan.Zero ? wait : TimeSpan.FromMilliseconds(1) : LookEvery;
    }

    private async Task EndOfBurst(long version, CancellationToken stopping)
    {
        if (version == current.Publication?.Version)
        {
            return;
        }

        for (var i = 0; i < LongestBurst; i++)
        {
            // The pace of this machine, not the page's time: a clock that stands still must not stop publishing.
            await Task.Delay(Quiet, TimeProvider.System, stopping);
            var seen = await sites.Version(stopping);
            if (seen == version)
            {
                return;
            }

            version = seen;
        }
    }

    private async Task Publish(CancellationToken cancellation)
    {
        var snapshot = (await reader.Read(time.Now(), cancellation)).Counted(current.Owed);
        current.Replace(await builder.Build(snapshot, current.Publication));
        Made++;
    }

    /// <summary>Renders the last known state anew, saying since when it is not confirmed.</summary>
    private async Task TakeBackHealth()
    {
        if (current is { Publication: { Snapshot.UnconfirmedSince: null } publication, ConfirmedAt: { } confirmedAt } && time.Now() - confirmedAt >= Trust)
        {
            current.Replace(await builder.Build(publication.Snapshot with { UnconfirmedSince = confirmedAt }, publication));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The database does not answer. Readers are served the last publication; it is not confirmed meanwhile.")]
        public static partial void Unavailable(ILogger logger, Exception e);

        [LoggerMessage(2, LogLevel.Error, "The site could not be published at the start; it is tried again.")]
        public static partial void NotPublished(ILogger logger, Exception e);
    }
}
