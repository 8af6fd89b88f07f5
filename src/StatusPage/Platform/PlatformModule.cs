using System.Text.Encodings.Web;
using System.Text.Unicode;
using Microsoft.AspNetCore.DataProtection;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Jobs;
using StatusPage.Platform.Settings;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Platform.Throttling;

namespace StatusPage.Platform;

internal static class PlatformModule
{
    public static IServiceCollection AddPlatform(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddDataProtection()
            .SetApplicationName("StatusPage")
            .PersistKeysToFileSystem(new DirectoryInfo(DataDirectory.From(configuration).File("keys")));
        return services
            // Whoever asks the service to end gives it ten seconds. Everything that runs is told at once, not one after the other.
            .Configure<HostOptions>(host => (host.ShutdownTimeout, host.ServicesStopConcurrently) = (TimeSpan.FromSeconds(9), true))
            .AddSingleton(TimeProvider.System)
            // Korean stays Korean in the HTML instead of becoming entities at twice the size.
            .AddSingleton(HtmlEncoder.Create(UnicodeRanges.All))
            .AddData(configuration)
            .AddSingleton(SiteOptions.From(configuration))
            .AddSingleton<AuditStore>()
            .AddSingleton<SiteStore>()
            .AddSingleton<ComponentRenderer>()
            .AddSingleton<Throttle>()
            // The first filter that is added stands before all others.
            .AddSingleton(TrustedProxies.From(configuration))
            .AddSingleton<IStartupFilter, TrustedProxies>()
            .AddJobs()
            .AddJob<ForgetThrottleJob>();
    }

    /// <summary>Brings the database up to this version. Runs before anything is served and before any command-line verb.</summary>
    public static async Task PrepareDatabase(this IServiceProvider services)
    {
        await services.GetRequiredService<Migrator>().Run();
        await services.GetRequiredService<SiteStore>().EnsureExists();
    }
}
