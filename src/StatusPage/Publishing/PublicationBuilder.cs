using System.Collections.Frozen;
using System.Text;
using StatusPage.Incidents;
using StatusPage.Platform.Sites;
using StatusPage.Promises.Record;
using StatusPage.Publishing.Documents;
using StatusPage.Publishing.Pages;
using StatusPage.Reports;

namespace StatusPage.Publishing;

/// <summary>Makes a publication of a snapshot. What is the same as in the previous one is taken over, compressed bytes and all.</summary>
internal sealed class PublicationBuilder(PageRenderer renderer, SiteOptions options)
{
    public async Task<Publication> Build(SiteSnapshot snapshot, Publication? previous)
    {
        var pages = await RenderPages(snapshot);
        var content = new List<(string Path, ContentKind Kind, byte[] Bytes)>();
        content.AddRange(pages.Select(p => (p.Key, ContentKind.Page, Encoding.UTF8.GetBytes(p.Value.Html))));
        content.AddRange(StatusDocuments.All(snapshot).Select(d => (d.Key, ContentKind.Document, d.Value)));
        var incidents = new StatusDocuments(snapshot.Site, snapshot.Catalogue);
        var recoveries = new RecoveryDocument(snapshot.Site, snapshot.Catalogue);
        foreach (var incident in snapshot.InThePresent)
        {
            content.Add(($"/incidents/{incident.Id}.json", ContentKind.Document, incidents.Incident(incident, snapshot.FactsOf(incident).Report)));
            content.Add((RecoveryPath(incident), ContentKind.Document, recoveries.Of(incident, snapshot.FactsOf(incident), snapshot.At)));
        }

        content.Add(("/robots.txt", ContentKind.Text, "User-agent: *\nDisallow: /console\n"u8.ToArray()));

        var bodies = content.AsParallel().ToDictionary(c => c.Path, c => BodyOf(c.Path, c.Bytes, previous));
        var answers = content.ToDictionary(
            c => c.Path, c => new Published(new Representation(bodies[c.Path], c.Kind, language: c.Kind.IsPage ? LanguageOf(c.Path) : null)));
        answers["/"] = Negotiated("/", bodies, ContentKind.NegotiatedPage);
        foreach (var incident in snapshot.InThePresent)
        {
            answers[$"/incidents/{incident.Id}"] = Negotiated($"/incidents/{incident.Id}", bodies, ContentKind.NegotiatedPage);
            answers[$"/api/v2/incidents/{incident.Id}.json"] = answers[$"/incidents/{incident.Id}.json"];
        }

        return new(
            snapshot, answers.ToFrozenDictionary(StringComparer.Ordinal), pages.ToFrozenDictionary(StringComparer.Ordinal),
            await MissingPage(snapshot.Site, previous), RenderAgainAt(snapshot));
    }

    /// <summary>An incident's page and document in every form, for one that is not part of the publication.</summary>
    public async Task<IReadOnlyDictionary<string, Published>> Incident(SiteSnapshot snapshot, Incident incident, IncidentFacts facts, DateTimeOffset now)
    {
        var path = $"/incidents/{incident.Id}";
        var answers = await InEveryLanguage(path, language => renderer.IncidentPage(snapshot.Site, incident, snapshot.Catalogue, language, now, facts));
        var document = new Published(new Representation(Body.Quick(new StatusDocuments(snapshot.Site, snapshot.Catalogue).Incident(incident, facts.Report)), ContentKind.Document));
        answers[$"{path}.json"] = document;
        answers[$"/api/v2{path}.json"] = document;
        answers[RecoveryPath(incident)] = new Published(new Representation(
            Body.Quick(new RecoveryDocument(snapshot.Site, snapshot.Catalogue).Of(incident, facts, now)), ContentKind.Document));
        return answers;
    }

    /// <summary>A month of the history in every form, at <paramref name="path"/>.</summary>
    public async Task<IReadOnlyDictionary<string, Published>> Month(
        SiteSnapshot snapshot, string path, DateOnly month, IReadOnlyList<Incident> incidents, IReadOnlyDictionary<string, PublishedReport> reports, DateTimeOffset now) =>
        await InEveryLanguage(path, language =>
            renderer.Month(snapshot.Site, month.Year, month.Month, incidents, snapshot.Oldest ?? now, language, now, reports));

    /// <summary>An incident's final report in every language.</summary>
    /// <param name="snapshot">Of which site.</param>
    /// <param name="incident">Whose.</param>
    /// <param name="book">All its versions.</param>
    /// <param name="report">The one that is read.</param>
    /// <param name="version">By which number it was asked for; 0 for the one that stands.</param>
    /// <param name="now">The moment.</param>
    public async Task<IReadOnlyDictionary<string, Published>> Report(SiteSnapshot snapshot, Incident incident, ReportBook book, Report report, int version, DateTimeOffset now) =>
        await InEveryLanguage(PagePaths.Report("", incident.Id, version)[1..], language => renderer.ReportPage(snapshot.Site, incident, book, report, version, language, now));

    /// <summary>The record of promises, page and figures.</summary>
    public async Task<IReadOnlyDictionary<string, Published>> Record(
        SiteSnapshot snapshot, RecordSummary record, IReadOnlyDictionary<string, string> names, DateTimeOffset now)
    {
        var answers = await InEveryLanguage("/record", language => renderer.Record(snapshot.Site, record, names, language, now));
        answers["/api/v2/record.json"] = new(new Representation(Body.Quick(new RecordDocument(snapshot.Site, snapshot.Catalogue).Of(record, names)), ContentKind.Document));
        return answers;
    }

    public static IReadOnlyDictionary<string, Published> Entries(string path, IReadOnlyList<ChainedEntry> entries) =>
        new Dictionary<string, Published> { [path] = new(new Representation(Body.Quick(RecordDocument.Entries(entries)), ContentKind.Document)) };

    private async Task<Dictionary<string, Published>> InEveryLanguage(string path, Func<string, Task<RenderedPage>> render)
    {
        var bodies = new Dictionary<string, Body>();
        foreach (var language in options.Languages)
        {
            bodies[$"/{language}{path}"] = Body.Quick(Encoding.UTF8.GetBytes((await render(language)).Html));
        }

        var answers = bodies.ToDictionary(b => b.Key, b => new Published(new Representation(b.Value, ContentKind.Page, language: LanguageOf(b.Key))));
        answers[path] = Negotiated(path, bodies, ContentKind.NegotiatedPage);
        return answers;
    }

    private async Task<Dictionary<string, RenderedPage>> RenderPages(SiteSnapshot snapshot)
    {
        var work = options.Languages
            .Select(language => (Path: $"/{language}/", Render: (Func<Task<RenderedPage>>)(() => renderer.Front(snapshot, language))))
            .Concat(snapshot.InThePresent.SelectMany(incident => options.Languages.Select(language => (
                Path: $"/{language}/incidents/{incident.Id}",
                Render: (Func<Task<RenderedPage>>)(() => renderer.IncidentPage(snapshot.Site, incident, snapshot.Catalogue, language, snapshot.At, snapshot.FactsOf(incident)))))))
            .Select(async w => (w.Path, Page: await Task.Run(w.Render)));
        return (await Task.WhenAll(work)).ToDictionary(p => p.Path, p => p.Page);
    }

    private async Task<Published> MissingPage(Site site, Publication? previous)
    {
        if (previous is not null && previous.Snapshot.Site with { Version = site.Version, UpdatedAt = site.UpdatedAt } == site)
        {
            return previous.Missing;
        }

        var representations = new List<Representation>();
        foreach (var language in options.Languages)
        {
            var html = (await renderer.NotFound(site, language)).Html;
            representations.Add(new(Body.Quick(Encoding.UTF8.GetBytes(html)), ContentKind.MissingPage, StatusCodes.Status404NotFound, language));
        }

        return new([.. representations]);
    }

    private Published Negotiated(string path, Dictionary<string, Body> bodies, ContentKind kind) =>
        new([.. options.Languages.Select(language => new Representation(bodies[$"/{language}{path}"], kind, language: language))]);

    private static string RecoveryPath(Incident incident) => $"/api/v2/incidents/{incident.Id}/recovery.json";

    private static string LanguageOf(string path) => path[1..path.IndexOf('/', 1)];

    private static Body BodyOf(string path, byte[] content, Publication? previous) =>
        previous is not null && previous.Answers.TryGetValue(path, out var before) && before.ByLanguage[0].Body is var body && body.Identity.Span.SequenceEqual(content)
            ? body
            : Body.Quick(content);

    /// <summary>
    /// When a promise comes due, and otherwise at the next minute: pages say durations and when they were confirmed to the minute. A
    /// document says neither, so its entity tag changes only with its content.
    /// </summary>
    private static DateTimeOffset RenderAgainAt(SiteSnapshot snapshot)
    {
        var at = snapshot.At;
        var minute = new DateTimeOffset(at.Ticks - at.Ticks % TimeSpan.TicksPerMinute, at.Offset).AddMinutes(1);
        return snapshot.Promised.Select(p => p.Due).Where(due => due > at).Append(minute).Min();
    }
}
