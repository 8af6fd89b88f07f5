using Microsoft.AspNetCore.SignalR;
using StatusPage.Platform;
using StatusPage.Publishing;

namespace StatusPage.Live;

/// <summary>Tells open pages of every publication, and every so often that what they show still holds.</summary>
internal sealed class Broadcaster(
    IHubContext<LiveHub> hub, CurrentPublication current, LivePages pages, Watchers watchers, TimeProvider time) : BackgroundService
{
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    // A client that does not read delays nobody else longer than this; the framework ends it when it misses its pings.
    private static readonly TimeSpan SlowestClient = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        Publication? told = null;
        var heartbeat = time.GetUtcNow() + HeartbeatEvery;
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = current.Next;
            if (current.Publication is { } publication && publication != told)
            {
                await Tell(publication, stoppingToken);
                told = publication;
            }

            if (time.GetUtcNow() >= heartbeat)
            {
                await Send([hub.Clients.All.SendAsync("confirmed", LiveConfirmation.Of(current), stoppingToken)], stoppingToken);
                heartbeat = time.GetUtcNow() + HeartbeatEvery;
            }

            await ChangeSignal.Wait(next, heartbeat - time.GetUtcNow(), time, stoppingToken);
        }
    }

    private Task Tell(Publication publication, CancellationToken stopping) => Send(
        [.. pages.Advance(publication, watchers.Paths).Select(page => page.Value is { } regions
            ? hub.Clients.Group(page.Key).SendAsync("regions", regions, stopping)
            : hub.Clients.Group(page.Key).SendAsync("stale", stopping))],
        stopping);

    private static async Task Send(IReadOnlyList<Task> sending, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(Task.WhenAll(sending), Task.Delay(SlowestClient, TimeProvider.System, enough.Token));
        await enough.CancelAsync();
    }
}
