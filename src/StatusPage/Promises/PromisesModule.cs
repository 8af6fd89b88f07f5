using StatusPage.Incidents;

namespace StatusPage.Promises;

internal static class PromisesModule
{
    public static IServiceCollection AddPromises(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(PromiseOptions.From(configuration))
        .AddSingleton<PromiseBook>()
        .AddSingleton<IIncidentFollower>(s => s.GetRequiredService<PromiseBook>())
        .AddSingleton<PromiseService>()
        .AddSingleton<PromiseKeeper>()
        .AddHostedService(s => s.GetRequiredService<PromiseKeeper>());
}
