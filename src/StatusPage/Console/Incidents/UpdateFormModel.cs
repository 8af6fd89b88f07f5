using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform;

namespace StatusPage.Console.Incidents;

/// <summary>What the form of an update shows: for a new incident, or for the next update of one.</summary>
/// <param name="Page">The page it stands on; knows what was posted.</param>
/// <param name="Incident">Null for a new one.</param>
/// <param name="Catalogue">The components to choose from.</param>
/// <param name="WouldBeTold">How many people will be told, as the form stands.</param>
/// <param name="Preview">The body as readers will see it, when that was asked for.</param>
internal sealed record UpdateFormModel(ConsolePage Page, Incident? Incident, Catalogue Catalogue, long WouldBeTold, string? Preview)
{
    public IReadOnlyList<IncidentStatus> Statuses => Incident is null ? Enum.GetValues<IncidentStatus>() : Incident.AllowedAfter(Incident.Status);

    public string Status => Page.Posted("incident.status")
        ?? (Incident is null || Incident.IsResolved ? IncidentStatus.Investigating : Incident.Status).Wire();

    public string Next => Page.Posted("next") ?? "30";

    /// <summary>What is chosen for a component: nothing, or its status from now on.</summary>
    public string Chosen(Component component) => Page.Posted(IncidentForm.ComponentPrefix + component.Id)
        ?? (Incident?.ComponentIds.Contains(component.Id) == true ? component.Status.Wire() : "");

    public bool Ticked(string name, bool atFirst = false) => Page.IsPost ? Page.Posted(name) is not null : atFirst;

    public bool Quiet => Ticked("quiet") || Ticked("backdated");

    /// <summary>Groups in page order, each with its members; those without one stand under null.</summary>
    public IEnumerable<(ComponentGroup? Group, IEnumerable<Component> Members)> Groups =>
        Catalogue.TopLevel().Select(x => x.Group is { } group ? (x.Group, Catalogue.In(group)) : (null, [x.Component!]));
}
