using System.Collections.Concurrent;
using System.Globalization;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Settings;

namespace StatusPage.ManagementApi;

/// <summary>How many requests a minute one API key may make, from <c>Api:RequestsPerMinute</c>.</summary>
internal sealed record ApiOptions(int RequestsPerMinute)
{
    public static ApiOptions From(IConfiguration configuration) => new(Setting.Number(configuration, "Api:RequestsPerMinute", 600, 1, 1_000_000));
}

/// <summary>
/// Counts per key and minute. In memory and per node: it protects this process from a runaway script, it is no bookkeeping. Only valid keys are
/// counted, so the table is as long as the list of keys.
/// </summary>
internal sealed class RateLimit(ApiOptions options, TimeProvider time) : IEndpointFilter
{
    private const int TooMany = 420;
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<string, Window> windows = new();

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var now = time.Now();
        var window = windows.AddOrUpdate(
            context.HttpContext.User.Actor().Id ?? "",
            _ => new(now, 1),
            (_, w) => now - w.Start >= Length ? new(now, 1) : w with { Requests = w.Requests + 1 });
        if (window.Requests <= options.RequestsPerMinute)
        {
            return await next(context);
        }

        var wait = Math.Max(1, (int)Math.Ceiling((window.Start + Length - now).TotalSeconds));
        context.HttpContext.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
        return ErrorBody.Result(TooMany, $"This API key made more than {options.RequestsPerMinute} requests in a minute. Try again in {wait} s.");
    }

    private sealed record Window(DateTimeOffset Start, int Requests);
}
