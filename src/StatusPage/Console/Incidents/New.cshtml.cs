using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Text;

namespace StatusPage.Console.Incidents;

internal sealed class NewModel(ComponentService components, IncidentService incidents, Telling telling) : ConsolePage
{
    private string? preview;

    public UpdateFormModel Form { get; private set; } = null!;

    public override async Task Load()
    {
        var catalogue = await components.All(Cancellation);
        var chosen = catalogue.Components.Where(c => Posted(IncidentForm.ComponentPrefix + c.Id) is { Length: > 0 }).Select(c => c.Id).ToList();
        var resolves = Posted("incident.status") == IncidentStatus.Resolved.Wire();
        Form = new(this, null, catalogue, await telling.Words(null, chosen, Ticked("quiet"), Ticked("backdated"), resolves, Cancellation), preview);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var draft = IncidentForm.Draft(Request.Form, null, Context.Site.Zone, Context.Now, await components.All(Cancellation));
        var incident = await incidents.Open(IncidentForm.Fields(Request.Form), draft, Actor, Cancellation);
        return Done($"/console/incidents/{incident.Id}", draft.DisplayAt is null ? "done.opened" : "done.backfilled");
    }

    public Task<IActionResult> OnPostPreviewAsync()
    {
        preview = Markdown.ToHtml(Text("incident.body"));
        return OnGetAsync();
    }
}
