using Microsoft.AspNetCore.SignalR;
using StatusPage.Platform.Problems;
using StatusPage.Publishing;

namespace StatusPage.Live;

/// <summary>
/// What an open page talks to. It says which page it shows and at which version, and is told what changed; nothing that a client sends
/// reaches another.
/// </summary>
internal sealed class LiveHub(Watchers watchers, LivePages pages, CurrentPublication current, Demand demand) : Hub
{
    /// <summary>Tells the client of every later change of a page, and at once of what it missed.</summary>
    /// <param name="path">The page's data-path.</param>
    /// <param name="version">The page's data-version.</param>
    public async Task Watch(string path, long version)
    {
        if (current.Publication is not { } publication || !await Exists(path, publication))
        {
            throw new HubException("There is no such page.");
        }

        if (watchers.Move(Context.ConnectionId, path) is { } before && before != path)
        {
            await Groups.RemoveFromGroupAsync(Context.ConnectionId, before, Context.ConnectionAborted);
        }

        await Groups.AddToGroupAsync(Context.ConnectionId, path, Context.ConnectionAborted);
        // Looked up only now: what is published after joining is pushed to the group.
        await CatchUp(path, version);
    }

    public override async Task OnConnectedAsync()
    {
        if (!watchers.Enter(Context.ConnectionId))
        {
            Context.Abort();
            return;
        }

        await base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        watchers.Leave(Context.ConnectionId);
        return base.OnDisconnectedAsync(exception);
    }

    private Task CatchUp(string path, long version)
    {
        if (version != current.Publication!.Version)
        {
            return Clients.Caller.SendAsync("stale", Context.ConnectionAborted);
        }

        return pages.ChangedAt(version, path) is { } changed
            ? Clients.Caller.SendAsync("regions", changed, Context.ConnectionAborted)
            : Clients.Caller.SendAsync("confirmed", LiveConfirmation.Of(current), Context.ConnectionAborted);
    }

    private async Task<bool> Exists(string path, Publication publication)
    {
        if (path is null || publication.Pages.ContainsKey(path))
        {
            return path is not null;
        }

        try
        {
            return demand.TryGet(path, publication, out _) || await demand.Render(path, publication) is not null;
        }
        catch (Exception e) when (e is TooMuchDemandException or DatabaseUnavailableException)
        {
            throw new HubException("This page cannot be watched at the moment.");
        }
    }
}
