using StatusPage.Operators;

namespace StatusPage.ManagementApi;

/// <summary>API v1: Statuspage's wire, translated to the capabilities.</summary>
internal static class ManagementApiModule
{
    public const string Prefix = "/v1";

    public static IServiceCollection AddManagementApi(this IServiceCollection services, IConfiguration configuration) => services
        .AddSingleton(ApiOptions.From(configuration))
        .AddSingleton<RateLimit>()
        .AddSingleton<IStartupFilter, ApiEnvelope>();

    public static void MapManagementApi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup(Prefix);
        var read = Guarded(api, Policies.ApiRead);
        var write = Guarded(api, Policies.ApiWrite);
        PageEndpoints.Map(read, write);
        ComponentEndpoints.Map(read, write);
        ComponentGroupEndpoints.Map(read, write);
        IncidentEndpoints.Map(read, write);
        RecoveryEndpoints.Map(read, write);
        LedgerEndpoints.Map(read, write);
        PlanEndpoints.Map(read, write);
        PostmortemEndpoints.Map(read, write);
        PromiseEndpoints.Map(read, write);
        SubscriberEndpoints.Map(read, write);
        BounceEndpoints.Map(write);
        read.MapFallback((HttpContext http) => ErrorBody.Result(
            StatusCodes.Status404NotFound, $"There is no {http.Request.Method} {http.Request.PathBase}{http.Request.Path}."));
    }

    private static RouteGroupBuilder Guarded(RouteGroupBuilder api, string policy)
    {
        var group = api.MapGroup("").RequireAuthorization(policy).DisableAntiforgery();
        group.AddEndpointFilter<ProblemFilter>();
        group.AddEndpointFilter(async (context, next) => await context.HttpContext.RequestServices.GetRequiredService<RateLimit>().InvokeAsync(context, next));
        group.AddEndpointFilter<PageFilter>();
        return group;
    }
}

internal static class ApiMethods
{
    /// <summary>Statuspage's PUT changes what is named and leaves the rest, as its PATCH does.</summary>
    public static readonly string[] Change = ["PATCH", "PUT"];
}
