using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using StatusPage.Platform.Jobs;

namespace StatusPage.Operators;

internal static class OperatorsModule
{
    /// <summary>No scheme is the default: public pages are served without asking who reads them, and every policy names its own.</summary>
    public static IServiceCollection AddOperators(this IServiceCollection services)
    {
        services.AddAuthentication()
            .AddScheme<AuthenticationSchemeOptions, ConsoleAuthentication>(ConsoleAuthentication.Scheme, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null);
        Policies.Add(services.AddAuthorizationBuilder());
        return services
            .AddSingleton<IAuthorizationHandler, AtLeastHandler>()
            .AddSingleton<Passwords>()
            .AddSingleton<OperatorService>()
            .AddSingleton<SignIn>()
            .AddSingleton<Sessions>()
            .AddSingleton<ApiKeys>()
            .AddSingleton<SetupLinks>()
            .AddHostedService<SetupLinkPrinter>()
            .AddJob<ForgetSessionsJob>();
    }
}
