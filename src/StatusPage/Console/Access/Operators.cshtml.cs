using Microsoft.AspNetCore.Mvc;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Access;

internal sealed class OperatorsModel(OperatorService operators) : ConsolePage
{
    private const string Here = "/console/operators";

    public IReadOnlyList<Operator> Operators { get; private set; } = [];

    public override async Task Load() => Operators = await operators.All(Cancellation);

    public async Task<IActionResult> OnPostAsync()
    {
        var who = await operators.Add(Text("email"), Text("name"), RoleOf(Text("role")), Posted("password"), Actor, Cancellation);
        return Done(Here, "done.added", who.Name);
    }

    public async Task<IActionResult> OnPostRoleAsync()
    {
        var who = await operators.ChangeRole(Text("id"), RoleOf(Text("role")), Actor, Cancellation);
        return Done(Here, "done.saved.name", who.Name);
    }

    public async Task<IActionResult> OnPostPasswordAsync()
    {
        var who = await operators.Get(Text("id"), Cancellation);
        await operators.ChangePassword(who.Id, Posted("password"), Actor, who.Id == User.OperatorId() ? User.SessionId() : null, Cancellation);
        return Done(Here, "done.password.of", who.Name);
    }

    public async Task<IActionResult> OnPostDisableAsync()
    {
        var who = await operators.Disable(Text("id"), Actor, Cancellation);
        return Done(Here, "done.disabled", who.Name);
    }

    public async Task<IActionResult> OnPostEnableAsync()
    {
        var who = await operators.Enable(Text("id"), Actor, Cancellation);
        return Done(Here, "done.saved.name", who.Name);
    }

    internal static Role RoleOf(string text) =>
        Wire<Role>.TryParse(text, out var role) ? role : throw new InvalidInputException("role", $"must be one of {Wire<Role>.Allowed}.");
}
