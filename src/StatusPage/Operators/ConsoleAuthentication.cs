using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace StatusPage.Operators;

/// <summary>Recognises an operator by the session cookie; sends everybody else to the sign-in page and back.</summary>
internal sealed class ConsoleAuthentication(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, Sessions sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "console";
    public const string SignInPath = "/console/sign-in";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (SessionCookie.Read(Request) is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        return await sessions.Resolve(token, Context.RequestAborted) is { } session
            ? AuthenticateResult.Success(new(Principals.Of(session), Scheme))
            : AuthenticateResult.Fail("The session is over.");
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        // A script cannot do anything with a sign-in page.
        if (Request.Headers["Sec-Fetch-Dest"] == "empty")
        {
            Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }

        // What a form would have posted is lost; its page is where to begin again.
        var back = ReturnUrl.OrConsole(HttpMethods.IsGet(Request.Method) ? Request.Path + Request.QueryString : Request.Path.Value);
        Response.Redirect(back == ReturnUrl.Console ? SignInPath : $"{SignInPath}?returnUrl={Uri.EscapeDataString(back)}");
        return Task.CompletedTask;
    }
}
