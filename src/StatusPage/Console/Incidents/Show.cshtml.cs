using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Text;

namespace StatusPage.Console.Incidents;

/// <summary>One incident: what was said, and the form for what is said next.</summary>
internal sealed class ShowModel(ComponentService components, IncidentService incidents, LedgerService ledger) : ConsolePage
{
    private string? preview;

    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public UpdateFormModel Form { get; private set; } = null!;

    /// <summary>Whether the short form was sent and comes back.</summary>
    public bool IsQuick => Posted("quick.body") is not null;

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        var catalogue = await components.All(Cancellation);
        var chosen = IsPost
            ? catalogue.Components.Where(c => Posted(IncidentForm.ComponentPrefix + c.Id) is { Length: > 0 }).Select(c => c.Id).ToList()
            : Incident.ComponentIds;
        Form = new(this, Incident, catalogue, await ledger.WouldBeTold(Id, chosen), preview);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var incident = await incidents.Get(Id, Cancellation);
        await incidents.Post(Id, IncidentForm.Draft(Request.Form, incident.ComponentIds, Context.Site.Zone, Context.Now), Actor, cancellation: Cancellation);
        return Done($"/console/incidents/{Id}", "done.posted");
    }

    /// <summary>Nothing has changed, and people are told so by when they were promised a word.</summary>
    public async Task<IActionResult> OnPostNothingAsync()
    {
        var incident = await incidents.Get(Id, Cancellation);
        var draft = new UpdateDraft
        {
            Status = incident.Status,
            Body = Text("quick.body"),
            NextUpdateBy = incident.IsResolved ? null : IncidentForm.NextUpdateBy(Request.Form, "quick.next", Context.Site.Zone, Context.Now),
        };
        await incidents.Post(Id, draft, Actor, cancellation: Cancellation);
        return Done($"/console/incidents/{Id}", "done.posted");
    }

    public Task<IActionResult> OnPostPreviewAsync()
    {
        preview = Markdown.ToHtml(Text("incident.body"));
        return OnGetAsync();
    }
}
