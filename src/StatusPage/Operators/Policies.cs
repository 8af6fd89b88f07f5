using Microsoft.AspNetCore.Authorization;

namespace StatusPage.Operators;

/// <summary>What an endpoint may ask for, by name. Those of the console want a session, those of the API a key.</summary>
internal static class Policies
{
    public const string Viewer = "console.view";
    public const string Operator = "console.act";
    public const string Owner = "console.own";
    public const string ApiRead = "api.view";
    public const string ApiWrite = "api.act";

    public static void Add(AuthorizationBuilder policies)
    {
        Add(policies, Viewer, ConsoleAuthentication.Scheme, Role.Viewer);
        Add(policies, Operator, ConsoleAuthentication.Scheme, Role.Operator);
        Add(policies, Owner, ConsoleAuthentication.Scheme, Role.Owner);
        Add(policies, ApiRead, ApiKeyAuthentication.Scheme, Role.Viewer);
        Add(policies, ApiWrite, ApiKeyAuthentication.Scheme, Role.Operator);
    }

    private static void Add(AuthorizationBuilder policies, string name, string scheme, Role least) =>
        policies.AddPolicy(name, policy => policy
            .AddAuthenticationSchemes(scheme)
            .RequireAuthenticatedUser()
            .AddRequirements(new AtLeast(least)));
}

internal sealed record AtLeast(Role Role) : IAuthorizationRequirement;

internal sealed class AtLeastHandler : AuthorizationHandler<AtLeast>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AtLeast requirement)
    {
        if (context.User.Role() >= requirement.Role)
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
