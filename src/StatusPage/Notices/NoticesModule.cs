using StatusPage.Incidents;
using StatusPage.Mail;
using StatusPage.Notices.Bounces;
using StatusPage.Notices.Letters;
using StatusPage.Platform.Jobs;
using StatusPage.Subscriptions;

namespace StatusPage.Notices;

internal static class NoticesModule
{
    public static IServiceCollection AddNotices(this IServiceCollection services, IConfiguration configuration)
    {
        return services
            .AddSingleton(NoticeOptions.From(configuration))
            .AddSingleton(Node.New())
            .AddSingleton<ServerGate>()
            .AddSingleton<ReturnPaths>()
            .AddSingleton<LetterBox>()
            .AddSingleton<LedgerService>()
            .AddSingleton<Evidence>()
            .AddSingleton<IIncidentGuard>(s => s.GetRequiredService<LedgerService>())
            .AddSingleton<IIncidentGuard, ReportDebt>()
            .AddSingleton<ISubscriptionEnded, SubscriptionRelease>()
            .AddSingleton<IAddressReplaced, AddressReplaced>()
            .AddSingleton<ISubscriptionActivated, Newcomers>()
            .AddSingleton<ISubscriptionResumed, SubscriptionRelease>()
            .AddSingleton<BounceService>()
            .AddSingleton<NoticePlanner>()
            .AddSingleton<IHostedService>(s => s.GetRequiredService<NoticePlanner>())
            .AddSingleton<LaneTraffic>()
            .AddSingleton<IHostedService>(s => Open(s, Lane.Recovery))
            .AddSingleton<IHostedService>(s => Open(s, Lane.Fresh))
            .AddSingleton<IHostedService>(s => Open(s, Lane.Again))
            .AddSingleton<FirstNotices>()
            .AddSingleton<RecordKeeper>()
            .AddSingleton<IHostedService>(s => s.GetRequiredService<RecordKeeper>())
            .AddSingleton<ConfirmationMailer>()
            .AddSingleton<IHostedService>(s => s.GetRequiredService<ConfirmationMailer>())
            .AddJob<LeaseJob>();
    }

    /// <summary>What is tried again gets a quarter of the connections at the most, so that slow addresses never hold up fresh news; each other lane may use all.</summary>
    private static DeliveryLane Open(IServiceProvider services, Lane lane)
    {
        var connections = services.GetRequiredService<MailSettings>().Smtp?.Connections ?? SmtpOptions.DefaultConnections;
        return ActivatorUtilities.CreateInstance<DeliveryLane>(services, lane, lane == Lane.Again ? Math.Max(1, connections / 4) : connections);
    }
}
