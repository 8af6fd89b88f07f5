using StatusPage.Incidents;
using StatusPage.Promises.Record;

namespace StatusPage.Promises;

internal static class PromisesModule
{
    public static IServiceCollection AddPromises(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(PromiseOptions.From(configuration))
        .AddSingleton<PromiseBook>()
        .AddSingleton<IIncidentFollower>(s => s.GetRequiredService<PromiseBook>())
        .AddSingleton<PromiseService>()
        .AddSingleton<RecordReader>()
        .AddSingleton<RecordVerifier>()
        .AddSingleton<PromiseKeeper>()
        .AddHostedService(s => s.GetRequiredService<PromiseKeeper>());
}
