using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace StatusPage.Operators;

/// <summary>
/// Recognises a program by its key: <c>Authorization: OAuth KEY</c>, as Statuspage's clients write it, or <c>Bearer KEY</c>, or <c>?api_key=KEY</c>.
/// </summary>
internal sealed class ApiKeyAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, ApiKeys keys)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "api_key";

    private static readonly string[] Names = ["OAuth ", "Bearer "];

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Key() is not { } key)
        {
            return AuthenticateResult.NoResult();
        }

        return await keys.Resolve(key, Context.RequestAborted) is { } known
            ? AuthenticateResult.Success(new(Principals.Of(known), Scheme))
            : AuthenticateResult.Fail("The API key is unknown or revoked.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        Response.Headers.WWWAuthenticate = "Bearer";
        return Answer(StatusCodes.Status401Unauthorized, Key() is null
            ? "An API key is needed: Authorization: OAuth KEY, or ?api_key=KEY."
            : "This API key is unknown or revoked.");
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        Answer(StatusCodes.Status403Forbidden, "The role of this API key does not allow this. Changing anything takes the role operator or owner.");

    /// <summary>Clients of different ages read <c>error</c> or <c>message</c>.</summary>
    private Task Answer(int status, string words)
    {
        Response.StatusCode = status;
        return Response.WriteAsJsonAsync(new { error = words, message = words }, Context.RequestAborted);
    }

    private string? Key()
    {
        var header = Request.Headers.Authorization.ToString();
        var key = Names.FirstOrDefault(n => header.StartsWith(n, StringComparison.OrdinalIgnoreCase)) is { } name
            ? header[name.Length..].Trim()
            : Request.Query["api_key"].ToString();
        return key.Length > 0 ? key : null;
    }
}
