using StatusPage.Publishing;

namespace StatusPage.Live;

internal static class LiveModule
{
    private const int LargestMessage = 2048;

    public static IServiceCollection AddLive(this IServiceCollection services)
    {
        services.AddSignalR(options =>
        {
            options.MaximumReceiveMessageSize = LargestMessage;
            options.MaximumParallelInvocationsPerClient = 1;
            options.StreamBufferCapacity = 1;
        });
        return services
            .AddSingleton<Watchers>()
            .AddSingleton<LivePages>()
            .AddHostedService<Broadcaster>();
    }

    public static void MapLive(this IEndpointRouteBuilder app) => app
        .MapHub<LiveHub>("/live", options => options.ApplicationMaxBufferSize = 2 * LargestMessage)
        .AllowAnonymous()
        .Add(endpoint =>
        {
            var serve = endpoint.RequestDelegate!;
            endpoint.RequestDelegate = context => IsOwnPage(context) ? serve(context) : Refuse(context);
        });

    /// <summary>WebSockets ignore CORS: another site's script could open one with the visitor's address.</summary>
    private static bool IsOwnPage(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
        {
            return true;
        }

        if (!Uri.TryCreate(origin, UriKind.Absolute, out var from))
        {
            return false;
        }

        // Behind a proxy the host may be another one; then the public address is what counts.
        var site = context.RequestServices.GetRequiredService<CurrentPublication>().Publication?.Snapshot.Site.Url;
        return from.Authority.Equals(context.Request.Host.Value, StringComparison.OrdinalIgnoreCase)
            || (Uri.TryCreate(site, UriKind.Absolute, out var own) && own.GetLeftPart(UriPartial.Authority).Equals(origin, StringComparison.OrdinalIgnoreCase));
    }

    private static Task Refuse(HttpContext context)
    {
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
