using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;

namespace StatusPage.Console.Incidents;

internal sealed class EditModel(ComponentService components, IncidentService incidents) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = null!;

    public bool IsAttached(string id) => (IsPost && Posted("incident.name") is not null ? Attached : Incident.ComponentIds).Contains(id);

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Catalogue = await components.All(Cancellation);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var before = await incidents.Get(Id, Cancellation);
        var offered = (await components.All(Cancellation)).Components.Select(c => c.Id).ToHashSet();
        // What the form did not offer (a component deleted since) stays attached.
        var attached = Attached.Concat(before.ComponentIds.Where(c => !offered.Contains(c))).ToList();
        await incidents.Change(Id, _ => IncidentForm.Fields(Request.Form), attached, Actor, Cancellation);
        return Done($"/console/incidents/{Id}", "done.saved");
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        await incidents.Delete(Id, Actor, Cancellation);
        return Done("/console/incidents", "done.deleted");
    }

    private IReadOnlyList<string> Attached => [.. Request.Form["attached"].OfType<string>()];
}
