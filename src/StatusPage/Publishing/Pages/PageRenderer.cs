using System.Text.Encodings.Web;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Sites;
using StatusPage.Platform.Text;

namespace StatusPage.Publishing.Pages;

/// <summary>Renders the public pages. Each page's html element carries data-version, data-confirmed and data-path for its script.</summary>
internal sealed class PageRenderer(HtmlEncoder encoder)
{
    public Task<RenderedPage> Front(SiteSnapshot snapshot, string language) =>
        Page(snapshot.Site, language, $"/{language}/", snapshot.At, snapshot.Status.Description);

    public Task<RenderedPage> IncidentPage(Site site, Incident incident, Catalogue catalogue, string language, DateTimeOffset now) =>
        Page(site, language, $"/{language}/incidents/{incident.Id}", now, incident.Name);

    public Task<RenderedPage> Month(
        Site site, int year, int month, IReadOnlyList<Incident> incidents, DateTimeOffset oldest, string language, DateTimeOffset now) =>
        Page(site, language, $"/{language}/history/{year:0000}-{month:00}", now, MomentText.Month(year, month, language));

    public Task<RenderedPage> NotFound(Site site, string language) => Page(site, language, "", site.UpdatedAt, "404");

    private Task<RenderedPage> Page(Site site, string language, string path, DateTimeOffset confirmed, string text)
    {
        var region = $"<main data-region=\"main\">{encoder.Encode(text)}</main>";
        return Task.FromResult(new RenderedPage(
            $"""<!doctype html><html lang="{language}" data-version="{site.Version}" data-confirmed="{MomentText.Iso(confirmed)}" data-path="{path}"><title>{encoder.Encode(site.Name)}</title>{region}</html>""",
            [new("main", region)]));
    }
}
