using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Incidents;

internal sealed class EditModel(ComponentService components, IncidentService incidents) : ConsolePage
{
    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public Catalogue Catalogue { get; private set; } = null!;

    public bool IsAttached(string id) => (IsPost && Posted("incident.name") is not null ? Attached : Incident.ComponentIds).Contains(id);

    public static bool IsTold(Incident incident) => incident.Updates.Any(u => u.IsTold && !(incident.Backfilled && u.Seq == 1));

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
        var fields = IncidentForm.Fields(Request.Form);
        await incidents.Change(Id, _ => fields, attached, Actor, Wrong(before, fields, attached), Cancellation);
        return Done($"/console/incidents/{Id}", "done.saved");
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        await incidents.Delete(Id, Actor, Cancellation);
        return Done("/console/incidents", "done.deleted");
    }

    /// <summary>What was wrong, when people are to be told; asked only where they were told something that is no longer said.</summary>
    private string? Wrong(Incident before, IncidentFields fields, List<string> attached)
    {
        var same = fields with { ImpactOverride = before.Fields.ImpactOverride } == before.Fields && attached.ToHashSet().SetEquals(before.ComponentIds);
        return same || !IsTold(before) ? null : Posted("what") switch
        {
            "wrong" => Text("incident.what_was_wrong"),
            "silent" => null,
            _ => throw new InvalidInputException("what", "must be given."),
        };
    }

    private IReadOnlyList<string> Attached => [.. Request.Form["attached"].OfType<string>()];
}
