using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Console.Services;

/// <summary>One component in the list, and whether it can move.</summary>
internal sealed record LineModel(Component Component, bool First, bool Last);

internal sealed record MoveModel(string Id, string Name, bool First, bool Last);

/// <summary>The services as the page orders them.</summary>
internal sealed class IndexModel(ComponentService components) : ConsolePage
{
    public Catalogue Catalogue { get; private set; } = new([], []);

    public override async Task Load() => Catalogue = await components.All(Cancellation);

    public async Task<IActionResult> OnPostMoveAsync()
    {
        await components.Move(Text("id"), Text("up") == "1", Actor, Cancellation);
        return Done("/console/services", "done.moved");
    }

    public async Task<IActionResult> OnPostStatusAsync()
    {
        if (!Wire<ComponentStatus>.TryParse(Text("status"), out var status))
        {
            throw new InvalidInputException("component.status", $"must be one of {Wire<ComponentStatus>.Allowed}.");
        }

        var component = await components.Change(Text("id"), fields => fields, status, Actor, Cancellation);
        return Done("/console/services", "done.status", component.Name, Context.Word(status));
    }
}
