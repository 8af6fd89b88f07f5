using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Services;

internal sealed class EditComponentModel(ComponentService components, StatusCauses causes) : ConsolePage
{
    [FromRoute]
    public string? Id { get; set; }

    /// <summary>Null while a new one is written.</summary>
    public Component? Component { get; private set; }

    public Catalogue Catalogue { get; private set; } = new([], []);

    public IReadOnlyList<StatusLine> Changes { get; private set; } = [];

    public bool IsEdited => Posted("component.name") is not null;

    public override async Task Load()
    {
        Catalogue = await components.All(Cancellation);
        Component = Id is null ? null : await components.Get(Id, Cancellation);
        Changes = Id is null ? [] : await causes.Of(Id, Cancellation);
    }

    public async Task<IActionResult> OnPostAsync()
    {
        if (!Wire<ComponentStatus>.TryParse(Text("component.status"), out var status))
        {
            throw new InvalidInputException("component.status", $"must be one of {Wire<ComponentStatus>.Allowed}.");
        }

        var start = StartDate();
        ComponentFields Edit(ComponentFields fields) => fields with
        {
            Name = Text("component.name"),
            Description = Optional("component.description"),
            GroupId = Optional("component.group_id"),
            Showcase = Ticked("showcase"),
            OnlyShowIfDegraded = Ticked("only_show_if_degraded"),
            StartDate = start,
        };
        var component = Id is null
            ? await components.Create(Edit(new() { Name = "" }), status, Actor, Cancellation)
            : await components.Change(Id, Edit, status, Actor, Cancellation);
        return Done("/console/services", Id is null ? "done.added" : "done.saved.name", component.Name);
    }

    public async Task<IActionResult> OnPostDeleteAsync()
    {
        await components.Delete(Id ?? "", Actor, Cancellation);
        return Done("/console/services", "done.deleted");
    }

    private DateOnly? StartDate()
    {
        var text = Optional("component.start_date");
        if (text is null)
        {
            return null;
        }

        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? day
            : throw new InvalidInputException("component.start_date", "must be a date such as 2026-11-23.");
    }
}
