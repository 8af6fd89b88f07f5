using Microsoft.AspNetCore.Mvc;
using StatusPage.Operators;

namespace StatusPage.Console.Account;

[FormsForEveryone]
internal sealed class SignOutModel(Sessions sessions) : ConsolePage
{
    public async Task<IActionResult> OnPostAsync()
    {
        if (SessionCookie.Read(Request) is { } token)
        {
            await sessions.SignOut(token, Cancellation);
        }

        SessionCookie.Clear(HttpContext);
        return LocalRedirect("/console/sign-in");
    }
}
