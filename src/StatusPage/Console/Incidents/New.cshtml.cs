using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Text;

namespace StatusPage.Console.Incidents;

internal sealed class NewModel(ComponentService components, IncidentService incidents, LedgerService ledger) : ConsolePage
{
    private string? preview;

    public UpdateFormModel Form { get; private set; } = null!;

    public override async Task Load()
    {
        var catalogue = await components.All(Cancellation);
        var chosen = catalogue.Components.Where(c => Posted(IncidentForm.ComponentPrefix + c.Id) is { Length: > 0 }).Select(c => c.Id).ToList();
        Form = new(this, null, catalogue, await ledger.WouldBeTold(null, chosen), preview);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var draft = IncidentForm.Draft(Request.Form, [], Context.Site.Zone, Context.Now);
        var incident = await incidents.Open(IncidentForm.Fields(Request.Form), draft, Actor, Cancellation);
        return Done($"/console/incidents/{incident.Id}", draft.DisplayAt is null ? "done.opened" : "done.backfilled");
    }

    public Task<IActionResult> OnPostPreviewAsync()
    {
        preview = Markdown.ToHtml(Text("incident.body"));
        return OnGetAsync();
    }
}
