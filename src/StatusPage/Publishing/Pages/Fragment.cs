using Microsoft.AspNetCore.Components;

namespace StatusPage.Publishing.Pages;

/// <summary>
/// Renders what a <c>.razor</c> file's <c>Of</c> method made. Razor makes every component class public, and a public parameter may
/// not be of an internal type; a method that returns a fragment may take them, is checked by the compiler and costs no instance.
/// </summary>
internal sealed class Fragment : ComponentBase
{
    [Parameter]
    public required RenderFragment Content { get; set; }

    protected override void BuildRenderTree(Microsoft.AspNetCore.Components.Rendering.RenderTreeBuilder builder) => builder.AddContent(0, Content);
}
