using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;

namespace StatusPage.Console.Services;

internal sealed class EditGroupModel(ComponentService components) : ConsolePage
{
    [FromRoute]
    public string? Id { get; set; }

    /// <summary>Null while a new one is written.</summary>
    public ComponentGroup? Group { get; private set; }

    public Catalogue Catalogue { get; private set; } = new([], []);

    public bool IsMember(Component component) =>
        Posted("component_group.name") is not null ? Request.Form["member"].Contains(component.Id) : Id is not null && component.GroupId == Id;

    public override async Task Load()
    {
        Catalogue = await components.All(Cancellation);
        Group = Id is null ? null : await components.GetGroup(Id, Cancellation);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        // Listed in the order of the page, so that ticking one does not shuffle the others.
        var ticked = Request.Form["member"];
        var members = (await components.All(Cancellation)).Components.Select(c => c.Id).Where(id => ticked.Contains(id)).ToList();
        GroupFields Edit(GroupFields fields) => fields with { Name = Text("component_group.name"), Description = Optional("component_group.description") };
        var group = Id is null
            ? await components.CreateGroup(Edit(new() { Name = "" }), members, Actor, Cancellation)
            : await components.ChangeGroup(Id, Edit, members, Actor, Cancellation);
        return Done("/console/services", Id is null ? "done.added" : "done.saved.name", group.Name);
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        await components.DeleteGroup(Id ?? "", Actor, Cancellation);
        return Done("/console/services", "done.deleted");
    }
}
