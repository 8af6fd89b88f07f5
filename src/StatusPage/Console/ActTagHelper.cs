using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;
using StatusPage.Operators;

namespace StatusPage.Console;

/// <summary>
/// Leaves out what a viewer could only be refused: forms that change something, and what is marked <c>acts</c>. <see cref="ConsoleFilter"/>
/// is what refuses. Public because Razor finds only public tag helpers.
/// </summary>
[HtmlTargetElement("form", Attributes = "[method=post]")]
[HtmlTargetElement("*", Attributes = Mark)]
public sealed class ActTagHelper : TagHelper
{
    private const string Mark = "acts", SignOut = "/console/sign-out";

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    // Before the framework's own, which would write an anti-forgery token into a form that is not there.
    public override int Order => -2000;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(output);
        output.Attributes.RemoveAll(Mark);
        var http = ViewContext.HttpContext;
        var forEveryone = ConsolePage.Of(http)?.GetType().IsDefined(typeof(FormsForEveryoneAttribute), inherit: true) == true;
        if (http.User.Role() is Role.Viewer && !forEveryone && context.AllAttributes["action"]?.Value?.ToString() != SignOut)
        {
            output.SuppressOutput();
        }
    }
}
