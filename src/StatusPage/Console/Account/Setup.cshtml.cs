using Microsoft.AspNetCore.Mvc;
using StatusPage.Operators;

namespace StatusPage.Console.Account;

/// <summary>Makes the first owner, by the link that was printed to the terminal.</summary>
[FormsForEveryone]
internal sealed class SetupModel(SetupLinks links, Sessions sessions) : ConsolePage
{
    [FromRoute]
    public string Token { get; set; } = "";

    public bool IsValid { get; private set; }

    public override async Task Load() => IsValid = await links.IsValid(Token, Cancellation);

    public async Task<IActionResult> OnPostAsync()
    {
        var who = await links.Redeem(Token, Text("email"), Text("name"), Posted("password"), Cancellation);
        SessionCookie.Write(HttpContext, await sessions.Start(who, Request.Headers.UserAgent, Cancellation));
        return LocalRedirect("/console");
    }
}
