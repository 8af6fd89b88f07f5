namespace StatusPage.Incidents;

internal static class IncidentsModule
{
    public static IServiceCollection AddIncidents(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(IncidentOptions.From(configuration))
        .AddSingleton<IncidentService>()
        .AddSingleton<IncidentMerging>();
}
