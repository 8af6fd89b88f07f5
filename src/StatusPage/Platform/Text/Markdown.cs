using System.Net;
using Markdig;
using Markdig.Extensions.AutoLinks;
using Markdig.Renderers;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;

namespace StatusPage.Platform.Text;

/// <summary>
/// Operators' Markdown as HTML that is safe anywhere: no raw HTML, links only to http, https and mailto, images as links to them.
/// </summary>
internal static class Markdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder()
        .DisableHtml()
        .UseAutoLinks(new AutoLinkOptions { OpenInNewWindow = false })
        .UseSoftlineBreakAsHardlineBreak()
        .UsePipeTables()
        .UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough)
        .Build();

    private static readonly string[] SafeSchemes = [Uri.UriSchemeHttp, Uri.UriSchemeHttps, Uri.UriSchemeMailto];

    /// <summary>Never fails: what the parser refuses, such as quotes within quotes without end, stands there as it was written.</summary>
    /// <param name="markdown">What somebody wrote.</param>
    /// <param name="below">The level of the heading it stands under.</param>
    public static string ToHtml(string markdown, int below = 2)
    {
        try
        {
            return MarkdownDepth.IsTooDeep(markdown) ? AsWritten(markdown) : Render(markdown, below);
        }
#pragma warning disable CA1031 // Pages and mails carry these words; they must come out whatever the parser thinks of them.
        catch (Exception)
#pragma warning restore CA1031
        {
            return AsWritten(markdown);
        }
    }

    /// <summary>The same text without marks, on one line, for previews and feeds.</summary>
    public static string ToPlainLine(string markdown)
    {
        try
        {
            return OneLine(MarkdownDepth.IsTooDeep(markdown) ? markdown : Markdig.Markdown.ToPlainText(markdown, Pipeline));
        }
#pragma warning disable CA1031 // As above.
        catch (Exception)
#pragma warning restore CA1031
        {
            return OneLine(markdown);
        }
    }

    private static string AsWritten(string text) => $"<p>{WebUtility.HtmlEncode(text.Trim()).ReplaceLineEndings("<br />\n")}</p>";

    private static string OneLine(string text) =>
        string.Join(' ', text.Split((char[])['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

    private static string Render(string markdown, int below)
    {
        var document = Markdig.Markdown.Parse(markdown, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            MakeSafe(link);
        }

        foreach (var link in document.Descendants<AutolinkInline>().Where(l => !l.IsEmail && !IsSafe(l.Url)).ToList())
        {
            link.ReplaceBy(new LiteralInline(link.Url));
        }

        // A page has one first heading; an update stands under a second one.
        foreach (var heading in document.Descendants<HeadingBlock>())
        {
            heading.Level = Math.Min(6, heading.Level + below);
        }

        using var writer = new StringWriter();
        var renderer = new HtmlRenderer(writer);
        Pipeline.Setup(renderer);
        renderer.Render(document);
        return writer.ToString().Trim();
    }

    private static void MakeSafe(LinkInline link)
    {
        link.IsImage = false;
        if (!IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url))
        {
            link.GetDynamicUrl = null;
            link.Url = "#";
        }

        link.GetAttributes().AddProperty("rel", "nofollow noopener noreferrer");
    }

    private static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && SafeSchemes.Contains(uri.Scheme, StringComparer.Ordinal);
}
