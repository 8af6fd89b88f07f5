using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;

namespace StatusPage.Console.Incidents;

/// <summary>What the form of an update shows: for a new incident, or for the next update of one.</summary>
/// <param name="Page">The page it stands on; knows what was posted.</param>
/// <param name="Incident">Null for a new one.</param>
/// <param name="Catalogue">The components to choose from.</param>
/// <param name="Words">What the button says: how many people will be told, as the form stands.</param>
/// <param name="Preview">The body as readers will see it, when that was asked for.</param>
internal sealed record UpdateFormModel(ConsolePage Page, Incident? Incident, Catalogue Catalogue, string Words, string? Preview)
{
    public IReadOnlyList<IncidentStatus> Statuses => Incident is null ? Enum.GetValues<IncidentStatus>() : Incident.AllowedAfter(Incident.Status);

    /// <summary>
    /// What the form says it followed. It stays while the form comes back for another reason, so that nobody overlooks what was posted meanwhile;
    /// the page that says so is the one to have read it on.
    /// </summary>
    public int AfterSeq => Posted is { } seq && Page.Problem is null ? seq : Incident?.Latest.Seq ?? 0;

    /// <summary>Empty when the incident was resolved meanwhile: it is not reopened by what was chosen before that.</summary>
    public string Status => Page.Posted("incident.body") is null
        ? (Incident is null || Incident.IsResolved ? IncidentStatus.Investigating : Incident.Status).Wire()
        : Incident?.IsResolved == true && Posted != Incident.Latest.Seq ? "" : Page.Posted("incident.status") ?? "";

    /// <summary>What a field held when the form was first shown.</summary>
    public string? Shown(string name, string? now) => Page.Posted(IncidentForm.ShownName(name)) ?? now;

    public string Next => Page.Posted("next") ?? "30";

    /// <summary>What is chosen for a component: nothing, or its status from now on.</summary>
    public string Chosen(Component component) => Page.Posted(IncidentForm.ComponentPrefix + component.Id)
        ?? (Incident?.ComponentIds.Contains(component.Id) == true ? component.Status.Wire() : "");

    public bool Ticked(string name, bool atFirst = false) => Page.IsPost ? Page.Posted(name) is not null : atFirst;

    /// <summary>What was checked; and for what is down as the form stands, why it may stay so.</summary>
    public RecoveryForm Recovery => new(Page, RecoveryForm.WithUpdate,
        [.. Catalogue.Components.Where(c => Chosen(c) is { Length: > 0 } chosen && chosen != ComponentStatus.Operational.Wire()).Select(c => (c.Id, Catalogue.FullName(c)))]);

    private int? Posted => Incident is not null && Page.Posted(IncidentForm.AfterSeq) is not null ? IncidentForm.Seq(Page.Request.Form) : null;

    /// <summary>Whether something is promised in the form as it stands.</summary>
    public bool Promises => Page.IsPost && (Page.Posted("report") is { Length: > 0 }
        || Page.Request.Form.Any(f => f.Key.StartsWith("promise.", StringComparison.Ordinal) && f.Value.ToString().Length > 0));

    public bool Quiet => Ticked("quiet") || Ticked("backdated");

    /// <summary>Groups in page order, each with its members; those without one stand under null.</summary>
    public IEnumerable<(ComponentGroup? Group, IEnumerable<Component> Members)> Groups =>
        Catalogue.TopLevel().Select(x => x.Group is { } group ? (x.Group, Catalogue.In(group)) : (null, [x.Component!]));
}
