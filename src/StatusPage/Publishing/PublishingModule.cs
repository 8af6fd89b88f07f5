using Microsoft.AspNetCore.Server.Kestrel.Core;
using StatusPage.Publishing.Pages;
using StatusPage.Publishing.Subscribing;

namespace StatusPage.Publishing;

internal static class PublishingModule
{
    public static IServiceCollection AddPublishing(this IServiceCollection services) => services
        .AddSingleton<Assets>()
        .AddSingleton<PageRenderer>()
        .AddSingleton<FormPages>()
        .AddSingleton<OwedCounter>()
        .AddHostedService(s => s.GetRequiredService<OwedCounter>())
        .AddSingleton<SnapshotReader>()
        .AddSingleton<PublicationBuilder>()
        .AddSingleton<CurrentPublication>()
        .AddSingleton<Demand>()
        .AddSingleton<Publisher>()
        .AddHostedService(s => s.GetRequiredService<Publisher>())
        .AddSingleton<IStartupFilter, First>()
        // For its log scope the framework would make an activity for every request, which costs readers a tenth of the machine. What goes
        // wrong in a request is still logged, by Kestrel.
        .AddLogging(logging => logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None))
        .Configure<KestrelServerOptions>(kestrel => kestrel.AddServerHeader = false);

    public static void MapPublishing(this IEndpointRouteBuilder app)
    {
        app.MapHealth();
        app.MapSubscribing();
    }

    /// <summary>Puts readers before everything that the rest of the program needs, also before what the framework adds by itself: routing, sign-in.</summary>
    private sealed class First : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.UseMiddleware<PublicationMiddleware>();
            next(app);
        };
    }
}
