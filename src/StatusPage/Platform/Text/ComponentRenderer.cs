using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace StatusPage.Platform.Text;

/// <summary>Renders a Razor component to HTML outside any request. A renderer of its own for each is faster than a shared one.</summary>
internal sealed class ComponentRenderer(IServiceProvider services, ILoggerFactory loggers)
{
    public async Task<string> Render<TComponent>(IReadOnlyDictionary<string, object?> parameters) where TComponent : IComponent
    {
        await using var renderer = new HtmlRenderer(services, loggers);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            var root = await renderer.RenderComponentAsync<TComponent>(ParameterView.FromDictionary(new Dictionary<string, object?>(parameters)));
            return root.ToHtmlString();
        });
    }
}
