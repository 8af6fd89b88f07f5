using StatusPage.Incidents;
using StatusPage.Notices.Letters;
using StatusPage.Platform.Jobs;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

internal static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        var options = NoticeOptions.From(configuration);
        // A quarter of the connections serve what is tried again, so that slow addresses never hold up fresh news.
        var again = Math.Max(1, options.Workers / 4);
        var fresh = Math.Max(1, options.Workers - again);
        return services
            .AddSingleton(options)
            .AddSingleton(Node.New())
            .AddSingleton<ServerGate>()
            .AddSingleton<LetterBox>()
            .AddSingleton<LedgerService>()
            .AddSingleton<IIncidentGuard>(s => s.GetRequiredService<LedgerService>())
            .AddSingleton<ISubscriptionEnded, SubscriptionRelease>()
            .AddSingleton<NoticePlanner>()
            .AddSingleton<IHostedService>(s => s.GetRequiredService<NoticePlanner>())
            .AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<DeliveryLane>(s, Lane.Fresh, fresh))
            .AddSingleton<IHostedService>(s => ActivatorUtilities.CreateInstance<DeliveryLane>(s, Lane.Again, again))
            .AddSingleton<ConfirmationMailer>()
            .AddSingleton<IHostedService>(s => s.GetRequiredService<ConfirmationMailer>())
            .AddJob<LeaseJob>();
    }
}
