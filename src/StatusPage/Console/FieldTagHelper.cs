using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Mvc.ViewFeatures;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace StatusPage.Console;

/// <summary>
/// One labelled input with its hint and, beside it, what was wrong with it. Keeps what was typed when its form is shown again.
/// Public because Razor finds only public tag helpers.
/// </summary>
[HtmlTargetElement("field", TagStructure = TagStructure.NormalOrSelfClosing)]
public sealed class FieldTagHelper : TagHelper
{
    /// <summary>Also the name the capability uses in its errors.</summary>
    public string Name { get; set; } = "";

    public string Label { get; set; } = "";

    public string? Value { get; set; }

    /// <summary>As in HTML, and "textarea".</summary>
    public string Type { get; set; } = "text";

    public string? Hint { get; set; }

    public string? Autocomplete { get; set; }

    public bool Required { get; set; }

    public int? Max { get; set; }

    public int Rows { get; set; } = 6;

    [ViewContext]
    [HtmlAttributeNotBound]
    public ViewContext ViewContext { get; set; } = null!;

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        ArgumentNullException.ThrowIfNull(output);
        var id = Name.Replace('.', '-');
        var page = ConsolePage.Of(ViewContext.HttpContext);
        var wrong = page?.Errors.Where(e => e.Field == Name).Select(e => e.Message).ToList() ?? [];
        output.TagName = "div";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", wrong.Count > 0 ? "field wrong" : "field");

        var label = new TagBuilder("label") { Attributes = { ["for"] = id } };
        label.InnerHtml.Append(Label);
        output.Content.AppendHtml(label);
        if (Hint is not null)
        {
            output.Content.AppendHtml(Note(id + "-hint", "hint", Hint));
        }

        output.Content.AppendHtml(Input(id, wrong.Count > 0, page?.Posted(Name)));
        if (wrong.Count > 0)
        {
            output.Content.AppendHtml(Note(id + "-wrong", "wrong-text", string.Join(' ', wrong.Select(w => page!.Context.Say(w)))));
        }
    }

    private TagBuilder Input(string id, bool isWrong, string? posted)
    {
        var many = Type == "textarea";
        var input = new TagBuilder(many ? "textarea" : "input") { TagRenderMode = many ? TagRenderMode.Normal : TagRenderMode.SelfClosing };
        var value = Type is "password" or "file" ? null : posted ?? Value;
        var described = string.Join(' ', new[] { Hint is null ? null : id + "-hint", isWrong ? id + "-wrong" : null }.OfType<string>());
        Set(input, ("id", id), ("name", Name), ("autocomplete", Autocomplete), ("maxlength", Max?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("required", Required ? "required" : null), ("aria-invalid", isWrong ? "true" : null), ("aria-describedby", described.Length > 0 ? described : null));
        if (many)
        {
            Set(input, ("rows", Rows.ToString(System.Globalization.CultureInfo.InvariantCulture)));
            // HTML drops one line break after the opening tag.
            input.InnerHtml.AppendHtml("\n").Append(value ?? "");
        }
        else
        {
            Set(input, ("type", Type), ("value", value));
        }

        return input;
    }

    private static void Set(TagBuilder tag, params (string Name, string? Value)[] attributes)
    {
        foreach (var (name, value) in attributes.Where(a => a.Value is not null))
        {
            tag.Attributes[name] = value;
        }
    }

    private static TagBuilder Note(string id, string css, string text)
    {
        var note = new TagBuilder("p") { Attributes = { ["id"] = id, ["class"] = css } };
        note.InnerHtml.Append(text);
        return note;
    }
}
