using Microsoft.AspNetCore.Mvc;
using StatusPage.Operators;

namespace StatusPage.Console.Access;

internal sealed class KeysModel(ApiKeys keys) : ConsolePage
{
    public IReadOnlyList<ApiKey> Keys { get; private set; } = [];

    /// <summary>The key just made; in this answer and never again.</summary>
    public string? NewKey { get; private set; }

    public override async Task Load() => Keys = await keys.All(Cancellation);

    public async Task<IActionResult> OnPostAsync()
    {
        NewKey = (await keys.Create(Text("name"), OperatorsModel.RoleOf(Text("role")), Actor, Cancellation)).Secret;
        await Load();
        return Page();
    }

    public async Task<IActionResult> OnPostRevokeAsync()
    {
        await keys.Revoke(Text("id"), Actor, Cancellation);
        return Done("/console/keys", "done.revoked");
    }
}
