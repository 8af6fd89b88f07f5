using Microsoft.AspNetCore.Mvc;
using StatusPage.Operators;

namespace StatusPage.Console.Account;

/// <summary>One's own sessions and password.</summary>
[FormsForEveryone]
internal sealed class IndexModel(Sessions sessions, OperatorService operators) : ConsolePage
{
    private const string Here = "/console/account";

    public IReadOnlyList<Session> Sessions { get; private set; } = [];

    private string Me => User.OperatorId()!;

    public override async Task Load() => Sessions = await sessions.Of(Me, Cancellation);

    public async Task<IActionResult> OnPostRevokeAsync()
    {
        var id = Text("id");
        await sessions.Revoke(Me, id, Actor, Cancellation);
        return id == User.SessionId() ? Left() : Done(Here, "done.session");
    }

    public async Task<IActionResult> OnPostRevokeAllAsync()
    {
        await sessions.RevokeAll(Me, Actor, cancellation: Cancellation);
        return Left();
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        await operators.ChangeOwnPassword(Me, Posted("present_password") ?? "", Posted("password"), Actor, User.SessionId(), Cancellation);
        return Done(Here, "done.password");
    }

    private LocalRedirectResult Left()
    {
        SessionCookie.Clear(HttpContext);
        return LocalRedirect("/console/sign-in");
    }
}
