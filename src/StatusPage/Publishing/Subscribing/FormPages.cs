using Microsoft.AspNetCore.Components;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Publishing.Pages;

namespace StatusPage.Publishing.Subscribing;

/// <summary>Answers with pages that are about one visitor: rendered for the request, kept by nobody.</summary>
internal sealed class FormPages(PageRenderer renderer, CurrentPublication current, SnapshotReader reader, SiteOptions options, TimeProvider time)
{
    private readonly string[] languages = [.. options.Languages];

    public IReadOnlyList<string> Languages => languages;

    /// <summary>Site and components as last published, so that a form costs no database.</summary>
    public async Task<SiteSnapshot> Snapshot(CancellationToken cancellation) =>
        current.Publication?.Snapshot ?? await reader.Read(time.Now(), cancellation);

    /// <summary>The language asked for if the site speaks it, or the browser's.</summary>
    public string Language(HttpContext context, string? asked) => asked is not null && languages.Contains(asked)
        ? asked
        : languages[Negotiation.Language(context.Request.Headers.AcceptLanguage, languages, Array.IndexOf(languages, options.DefaultLanguage))];

    /// <param name="context">The request.</param>
    /// <param name="status">The status code.</param>
    /// <param name="language">Of the page.</param>
    /// <param name="title">The key of its title.</param>
    /// <param name="view">Its content.</param>
    /// <param name="pathIn">Its address in each language, if it has one that is nobody's secret.</param>
    public async Task Answer(
        HttpContext context, int status, string language, string title, Func<SiteSnapshot, PageContext, RenderFragment> view, Func<string, string>? pathIn = null)
    {
        var snapshot = await Snapshot(context.RequestAborted);
        var page = renderer.Context(snapshot.Site, language, time.Now());
        var rendered = await renderer.Still(page, page.Words[title], pathIn, view(snapshot, page));
        var response = context.Response;
        response.StatusCode = status;
        ContentKind.Page.DescribeContent(response.Headers);
        response.Headers.CacheControl = "no-store";
        response.Headers.ContentLanguage = language;
        // The address of such a page may hold a token, which is nobody else's business.
        response.Headers["Referrer-Policy"] = "no-referrer";
        await response.WriteAsync(rendered.Html, context.RequestAborted);
    }

    /// <summary>A page that says one thing.</summary>
    public Task Say(HttpContext context, int status, string language, string title, params string[] sentences) =>
        Answer(context, status, language, title, (_, page) => Message.Of(page, title, sentences));
}
