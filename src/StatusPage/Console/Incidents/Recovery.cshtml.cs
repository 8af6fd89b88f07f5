using Microsoft.AspNetCore.Mvc;
using StatusPage.Incidents;

namespace StatusPage.Console.Incidents;

/// <summary>What was checked before an incident was called over, stated when that was not done with its recovery.</summary>
internal sealed class RecoveryModel(IncidentService incidents) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public RecoveryForm Form { get; private set; } = null!;

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Form = new(this, RecoveryForm.Afterwards, [.. Incident.Latest.Down.Select(d => (d.ComponentId, d.Name))], Incident.Recovery?.Statement);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var down = (await incidents.Get(Id, Cancellation)).Latest.Down.Select(d => d.ComponentId).ToHashSet();
        await incidents.StateRecovery(Id, RecoveryForm.Read(Request.Form, RecoveryForm.Afterwards, down.Contains, Context.Site.Zone), Ticked("tell"), Actor, Cancellation);
        return Done($"/console/incidents/{Id}", "done.stated");
    }
}
