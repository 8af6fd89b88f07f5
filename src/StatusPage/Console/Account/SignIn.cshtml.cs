using Microsoft.AspNetCore.Mvc;
using StatusPage.Operators;
using StatusPage.Platform.Throttling;

namespace StatusPage.Console.Account;

[FormsForEveryone]
internal sealed class SignInModel(SignIn signIn, Sessions sessions) : ConsolePage
{
    [FromQuery(Name = "returnUrl")]
    public string? Wanted { get; set; }

    public string ReturnUrl => Operators.ReturnUrl.OrConsole(Posted("returnUrl") ?? Wanted);

    public async Task<IActionResult> OnPostAsync()
    {
        // The password is taken as typed: blanks at its ends are part of it.
        var result = await signIn.Attempt(Text("email"), Posted("password") ?? "", ClientAddress.Of(HttpContext), Cancellation);
        if (result.Operator is { } who)
        {
            SessionCookie.Write(HttpContext, await sessions.Start(who, Request.Headers.UserAgent, Cancellation));
            return LocalRedirect(ReturnUrl);
        }

        Problem = result.RetryAfter is { } wait ? Context["sign-in.throttled", Context.Span(wait)] : Context["sign-in.wrong"];
        var page = Page();
        page.StatusCode = result.RetryAfter is null ? StatusCodes.Status422UnprocessableEntity : StatusCodes.Status429TooManyRequests;
        return page;
    }
}
