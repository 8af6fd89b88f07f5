using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;
using Microsoft.AspNetCore.Components.Web;

namespace StatusPage.Platform.Text;

/// <summary>
/// Renders Razor markup to HTML outside any request. Razor classes are public and their parameters too, our models are not: so a view is a static method
/// of a .razor file that takes the models and returns the fragment. A renderer of its own for each is faster than a shared one.
/// </summary>
internal sealed class ComponentRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> Render(RenderFragment view)
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<Host>(ParameterView.FromDictionary(new Dictionary<string, object?> { [nameof(Host.View)] = view }));
            return root.ToHtmlString();
        });
    }

    private sealed class Host : ComponentBase
    {
        [Parameter] public RenderFragment? View { get; set; }

        protected override void BuildRenderTree(RenderTreeBuilder builder) => View?.Invoke(builder);
    }
}
