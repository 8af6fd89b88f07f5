using StatusPage.Publishing.Pages;

namespace StatusPage.Publishing;

internal static class PublishingModule
{
    public static IServiceCollection AddPublishing(this IServiceCollection services) => services
        .AddSingleton<Assets>()
        .AddSingleton<SnapshotReader>()
        .AddSingleton<PageRenderer>();
}
