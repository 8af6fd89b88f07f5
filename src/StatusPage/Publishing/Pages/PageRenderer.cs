using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Components;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;
using StatusPage.Promises.Record;
using StatusPage.Reports;

namespace StatusPage.Publishing.Pages;

/// <summary>Renders the public pages. Each page's html element carries data-version, data-confirmed and data-path for its script.</summary>
internal sealed partial class PageRenderer(ComponentRenderer renderer, Assets assets, SiteOptions options, TimeProvider time)
{
    public Task<RenderedPage> Front(SiteSnapshot snapshot, string language)
    {
        var page = Context(snapshot.Site, language, snapshot.At);
        var regions = new List<(string Id, RenderFragment Content)> { ("overall", Overall.Of(snapshot, page)) };
        regions.AddRange(snapshot.Unresolved.OrderByDescending(i => i.Impact).ThenByDescending(i => i.StartedAt).Select(i => (IncidentCard.RegionOf(i), IncidentCard.Of(i, snapshot.FactsOf(i), snapshot.Catalogue, page, full: false))));
        regions.AddRange(ServiceBlock.Of(snapshot.Catalogue).Select(b => (b.Id, ServicesCard.Of(b, snapshot, page))));
        regions.Add(("past", PastView.Fortnight(snapshot, page)));
        return Page(regions, Around(page, page.Words["title", PageContext.Name(snapshot.Site.Name)], Headline.Of(snapshot, page).Text, PagePaths.Front), Overall.Confirmed(snapshot, page), HowCounted.Of(page));
    }

    public Task<RenderedPage> IncidentPage(Site site, Incident incident, Catalogue catalogue, string language, DateTimeOffset now, IncidentFacts? facts = null)
    {
        var page = Context(site, language, now);
        var description = incident.Fields.EffectCannot is { Length: > 0 } cannot ? $"{page.Words["cannot"]}: {cannot}" : Markdown.ToPlainLine(incident.Latest.Body);
        return Page(
            [(IncidentCard.RegionOf(incident), IncidentCard.Of(incident, facts ?? IncidentFacts.None, catalogue, page, full: true))],
            Around(page, incident.Name, description, l => PagePaths.Incident(l, incident.Id)));
    }

    public Task<RenderedPage> Month(
        Site site, int year, int month, IReadOnlyList<Incident> incidents, DateTimeOffset oldest, string language, DateTimeOffset now,
        IReadOnlyDictionary<string, PublishedReport>? reports = null)
    {
        var page = Context(site, language, now);
        var title = page.Words["month_title", MomentText.Month(year, month, language)];
        return Page([("month", MonthView.Of(year, month, incidents, page.DayOf(oldest), page, reports))], Around(page, title, title, l => PagePaths.Month(l, year, month)));
    }

    public Task<RenderedPage> ReportPage(Site site, Incident incident, ReportBook book, Report report, int version, string language, DateTimeOffset now)
    {
        var page = Context(site, language, now);
        return Still(page, page.Words["report_title", incident.Name], l => PagePaths.Report(l, incident.Id, version), ReportView.Of(incident, book, report, page));
    }

    public Task<RenderedPage> Record(Site site, RecordSummary record, IReadOnlyDictionary<string, string> names, string language, DateTimeOffset now)
    {
        var page = Context(site, language, now);
        var document = Around(page, page.Words["record_title"], page.Words["record_lead"], PagePaths.Record) with { Script = assets["record.js"] };
        return Page([("record", RecordView.Of(record, names, page))], document, after: RecordNotes.Of(record, page));
    }

    public Task<RenderedPage> NotFound(Site site, string language)
    {
        var page = Context(site, language, time.GetUtcNow());
        return Still(page, page.Words["not_found"], null, Message.Of(page, "not_found", "not_found_note"));
    }

    /// <summary>A page that does not follow changes.</summary>
    public async Task<RenderedPage> Still(PageContext page, string title, Func<string, string>? pathIn, RenderFragment content)
    {
        var document = Around(page, title, title, pathIn) with { Live = false, Content = content };
        return new(await renderer.Render(DocumentView.Of(document)), []);
    }

    public PageContext Context(Site site, string language, DateTimeOffset now) => new(site, language, options.Languages, now);

    /// <summary>Each region is rendered once, for itself and for the page it stands in.</summary>
    /// <param name="regions">What follows changes.</param>
    /// <param name="document">The page.</param>
    /// <param name="afterFirst">What stands below the first region.</param>
    /// <param name="after">What stands below all.</param>
    private async Task<RenderedPage> Page(
        List<(string Id, RenderFragment Content)> regions, Document document, RenderFragment? afterFirst = null, RenderFragment? after = null)
    {
        var rendered = new List<PageRegion>(regions.Count);
        foreach (var (id, content) in regions)
        {
            rendered.Add(new(id, await renderer.Render(content)));
        }

        var html = await renderer.Render(DocumentView.Of(document with
        {
            Content = builder =>
            {
                builder.AddMarkupContent(0, rendered[0].Html);
                builder.AddContent(1, afterFirst);
                builder.AddMarkupContent(2, string.Concat(rendered.Skip(1).Select(r => r.Html)));
                builder.AddContent(3, after);
            },
        }));
        return new(html, [.. rendered.Select(r => r with { Html = Counted().Replace(r.Html, "$1") })]);
    }

    /// <summary>
    /// Spans that an open page counts by itself are empty in what it is sent. Otherwise every minute would be news to all who watch.
    /// What people wrote is encoded and never looks like this.
    /// </summary>
    [GeneratedRegex("""(<span (?:data-since="[^"]*"|class="by")>)[^<]*""")]
    private static partial Regex Counted();

    private Document Around(PageContext page, string title, string description, Func<string, string>? pathIn)
    {
        var site = PageContext.Name(page.Site.Name);
        var clean = PageContext.Name(title);
        return new()
        {
            Page = page,
            Title = clean.Contains(site, StringComparison.Ordinal) ? clean : $"{clean} · {site}",
            Description = PageContext.Name(description),
            PathIn = pathIn,
            Live = true,
            Assets = new(assets["site.css"], assets["site.js"], assets["lib/signalr.min.js"], assets["favicon.svg"]),
            Content = static _ => { },
        };
    }
}
