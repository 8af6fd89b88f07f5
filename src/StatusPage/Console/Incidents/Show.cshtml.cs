using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Text;
using StatusPage.Promises;

namespace StatusPage.Console.Incidents;

/// <summary>One incident: what was said, and the form for what is said next.</summary>
internal sealed class ShowModel(ComponentService components, IncidentService incidents, IncidentMerging merging, PromiseService promises, Telling telling) : ConsolePage
{
    private string? preview;

    [FromRoute]
    public string Id { get; set; } = "";

    public Incident Incident { get; private set; } = null!;

    public UpdateFormModel Form { get; private set; } = null!;

    /// <summary>Whom the short form tells.</summary>
    public string QuickWords { get; private set; } = "";

    /// <summary>What the incident still takes away.</summary>
    public IReadOnlyList<Component> Down { get; private set; } = [];

    /// <summary>The open incidents that this one may turn out to be.</summary>
    public IReadOnlyList<Incident> Others { get; private set; } = [];

    /// <summary>In the order in which they were made.</summary>
    public IReadOnlyList<Promise> Promises { get; private set; } = [];

    /// <summary>Whether the short form was sent and comes back.</summary>
    public bool IsQuick => Posted("quick.body") is not null;

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Promises = await promises.Of(Id, Cancellation);
        var catalogue = await components.All(Cancellation);
        var chosen = IsPost
            ? catalogue.Components.Where(c => Posted(IncidentForm.ComponentPrefix + c.Id) is { Length: > 0 }).Select(c => c.Id).ToList()
            : Incident.ComponentIds;
        Down = [.. catalogue.Components.Where(c => Incident.ComponentIds.Contains(c.Id) && c.Status != ComponentStatus.Operational)];
        Others = Incident.IsResolved ? [] : await merging.Candidates(Id, Cancellation);
        var resolves = Posted("incident.status") == IncidentStatus.Resolved.Wire();
        Form = new(this, Incident, catalogue, await telling.Words(Id, chosen, Ticked("quiet"), backdated: false, resolves, Cancellation), preview);
        QuickWords = Incident.IsResolved ? "" : await telling.Words(Id, Incident.ComponentIds, quiet: false, backdated: false, resolves: false, Cancellation);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        var incident = await incidents.Get(Id, Cancellation);
        var draft = IncidentForm.Draft(Request.Form, incident.ComponentIds, Context.Site.Zone, Context.Now, await components.All(Cancellation));
        await incidents.Post(Id, draft, Actor, IncidentForm.Effect(Request.Form), Cancellation);
        return Done($"/console/incidents/{Id}", "done.posted");
    }

    /// <summary>Nothing has changed, and people are told so by when they were promised a word.</summary>
    public async Task<IActionResult> OnPostNothingAsync()
    {
        var draft = new UpdateDraft
        {
            Status = null,
            AfterSeq = IncidentForm.Seq(Request.Form),
            Body = Text("quick.body"),
            NextUpdateBy = IncidentForm.NextUpdateBy(Request.Form, "quick.next", Context.Site.Zone, Context.Now),
        };
        await incidents.Post(Id, draft, Actor, cancellation: Cancellation);
        return Done($"/console/incidents/{Id}", "done.posted");
    }

    /// <summary>One of its services works again while the incident goes on.</summary>
    public async Task<IActionResult> OnPostWorksAsync()
    {
        var incident = await incidents.Get(Id, Cancellation);
        var works = Text("works");
        var catalogue = await components.All(Cancellation);
        var component = incident.ComponentIds.Contains(works) ? catalogue.Find(works) : null;
        var name = catalogue.FullName(component ?? throw new NotFoundException("component", works));
        var draft = new UpdateDraft
        {
            Status = null,
            AfterSeq = IncidentForm.Seq(Request.Form),
            Body = Context["works.body", name],
            Components = new Dictionary<string, ComponentStatus> { [works] = ComponentStatus.Operational },
            NextUpdateBy = IncidentForm.NextUpdateBy(Request.Form, "works.next", Context.Site.Zone, Context.Now),
        };
        await incidents.Post(Id, draft, Actor, cancellation: Cancellation);
        return Done($"/console/incidents/{Id}", "done.posted");
    }

    /// <summary>Makes or moves a promise by itself, without an update.</summary>
    public async Task<IActionResult> OnPostPromiseAsync()
    {
        await promises.Make(Id, PromiseForm.ReadOne(Request.Form, Context.Site.Zone), Actor, Cancellation);
        return Done($"/console/incidents/{Id}", "done.promised");
    }

    public async Task<IActionResult> OnPostMergeAsync()
    {
        var whole = await merging.Merge(Id, Text("merge.into"), Text("merge.body"), Actor, Cancellation);
        return Done($"/console/incidents/{whole.Id}", "done.merged");
    }

    public Task<IActionResult> OnPostPreviewAsync()
    {
        preview = Markdown.ToHtml(Text("incident.body"));
        return OnGetAsync();
    }
}
