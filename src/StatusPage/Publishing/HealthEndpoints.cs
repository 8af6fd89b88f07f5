using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Sites;

namespace StatusPage.Publishing;

/// <summary>Whether the process runs (live) and does its work (ready). Answers say why not, and nothing that should stay inside.</summary>
internal static class HealthEndpoints
{
    /// <summary>How far the publication may lag behind the database before it counts as a fault.</summary>
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static void MapHealth(this IEndpointRouteBuilder app)
    {
        var health = app.MapGroup("/health").AllowAnonymous();
        health.MapGet("/live", (HttpContext context) => Answer(context, []));
        health.MapGet("/ready", Ready);
    }

    private static async Task<IResult> Ready(
        HttpContext context, CurrentPublication current, SiteStore sites, IEnumerable<IHostedService> services, TimeProvider time)
    {
        var faults = new List<string>();
        if (current.Publication is null)
        {
            faults.Add("There is no publication yet; the log says why.");
        }
        else if (time.Now() - current.ConfirmedAt is { } lag && lag > LongestLag)
        {
            faults.Add($"The publication was last confirmed {(int)lag.TotalSeconds} seconds ago.");
        }

        if (!await Answers(sites, context.RequestAborted))
        {
            faults.Add("The database does not answer.");
        }

        faults.AddRange(services.OfType<BackgroundService>().Where(s => s.ExecuteTask is { IsFaulted: true }).Select(s => $"{s.GetType().Name} has failed."));
        return Answer(context, faults);
    }

    private static async Task<bool> Answers(SiteStore sites, CancellationToken aborted)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        enough.CancelAfter(Patience);
        try
        {
            await sites.Version(enough.Token);
            return true;
        }
        catch (Exception e) when (e is DatabaseUnavailableException or OperationCanceledException)
        {
            return false;
        }
    }

    private static IResult Answer(HttpContext context, List<string> faults)
    {
        context.Response.Headers.CacheControl = "no-store";
        return Results.Json(
            new { status = faults.Count == 0 ? "ok" : "unavailable", faults },
            statusCode: faults.Count == 0 ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable);
    }
}
