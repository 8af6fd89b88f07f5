using System.Security.Claims;
using StatusPage.Platform;
using StatusPage.Platform.Audit;

namespace StatusPage.Operators;

/// <summary>Operators and keys as the framework's principals, and back.</summary>
internal static class Principals
{
    private const string KindClaim = "kind", SessionClaim = "session";
    private const string OperatorKind = "operator", ApiKeyKind = "api_key";

    public static ClaimsPrincipal Of(Session session)
    {
        var who = session.Operator;
        return Make(ConsoleAuthentication.Scheme, OperatorKind, who.Id, who.Name, who.Role, [new(SessionClaim, session.Id), new(ClaimTypes.Email, who.Email)]);
    }

    public static ClaimsPrincipal Of(ApiKey key) => Make(ApiKeyAuthentication.Scheme, ApiKeyKind, key.Id, key.Name, key.Role, []);

    /// <summary>Who acts, for capabilities and their audit entries.</summary>
    /// <exception cref="InvalidOperationException">Nobody is signed in: the endpoint lacks a policy.</exception>
    public static Actor Actor(this ClaimsPrincipal user) =>
        user.FindFirstValue(KindClaim) is { } kind
            ? new(kind, user.FindFirstValue(ClaimTypes.NameIdentifier), user.FindFirstValue(ClaimTypes.Name) ?? "")
            : throw new InvalidOperationException("Nobody is signed in where somebody has to be.");

    /// <summary>What they may do; null for nobody.</summary>
    public static Role? Role(this ClaimsPrincipal user) =>
        Wire<Role>.TryParse(user.FindFirstValue(ClaimTypes.Role), out var role) ? role : null;

    /// <summary>The id of the operator who is signed in; null for an API key and for nobody.</summary>
    public static string? OperatorId(this ClaimsPrincipal user) =>
        user.HasClaim(KindClaim, OperatorKind) ? user.FindFirstValue(ClaimTypes.NameIdentifier) : null;

    /// <summary>The id of the session that the request belongs to.</summary>
    public static string? SessionId(this ClaimsPrincipal user) => user.FindFirstValue(SessionClaim);

    private static ClaimsPrincipal Make(string scheme, string kind, string id, string name, Role role, IEnumerable<Claim> more) =>
        new(new ClaimsIdentity(
            [new(KindClaim, kind), new(ClaimTypes.NameIdentifier, id), new(ClaimTypes.Name, name), new(ClaimTypes.Role, role.Wire()), .. more], scheme));
}
