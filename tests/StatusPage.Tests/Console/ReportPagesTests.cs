using System.Net;
using AngleSharp.Html.Dom;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Reports;

namespace StatusPage.Tests.Console;

/// <summary>The final report as it is written in the console.</summary>
public sealed class ReportPagesTests(ConsoleFixture app) : IClassFixture<ConsoleFixture>
{
    private const string Hostile = "</textarea><script>alert(1)</script> ![x](javascript:alert(2))";

    [Fact]
    public async Task A_report_begins_with_what_is_known_and_is_saved_published_corrected_and_taken_back()
    {
        using var visitor = await app.As(Role.Operator);
        var id = await Resolved("Told in full");
        var page = $"/console/incidents/{id}/report";
        Assert.Contains($"href=\"{page}\"", (await visitor.Read($"/console/incidents/{id}")).Body!.InnerHtml, StringComparison.Ordinal);
        var due = (await visitor.Read("/console")).QuerySelectorAll("[aria-labelledby=reports] li").Single(l => l.TextContent.Contains("Told in full", StringComparison.Ordinal));
        Assert.Equal(page, due.QuerySelector("a")!.GetAttribute("href"));
        Assert.Contains("promised by", due.TextContent, StringComparison.Ordinal);

        var empty = await visitor.Read(page);
        Assert.StartsWith("# What happened", Area(empty).Value, StringComparison.Ordinal);
        Assert.Contains("It burns.", Area(empty).Value, StringComparison.Ordinal);
        using var saved = await visitor.Send(empty, "Save draft", (ReportService.Field, Hostile));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        var drafted = await visitor.Read(page);
        Assert.Equal(Hostile, Area(drafted).Value);
        Assert.Empty(drafted.QuerySelectorAll("[data-preview] script, [data-preview] img, [href^=javascript]"));

        using var published = await visitor.Send(drafted, "Publish the report", (ReportService.Field, "A cable."));
        Assert.Equal(HttpStatusCode.Found, published.StatusCode);
        var same = await Visitor.Parse(await visitor.Send(page, "Publish the report"), HttpStatusCode.Conflict);
        Assert.StartsWith("Version 1 of the report says the same already", same.QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        using var corrected = await visitor.Send(same, "Publish the report", (ReportService.Field, "Two cables."));
        var book = await Book(id);
        Assert.Equal(["A cable.", "Two cables."], book.Readable.Select(v => v.Body));
        Assert.DoesNotContain((await visitor.Read("/console")).QuerySelectorAll("[aria-labelledby=reports] li"), l => l.TextContent.Contains("Told in full", StringComparison.Ordinal));

        using var reverted = await visitor.Send(page, "Take the report back");
        Assert.Equal(("Two cables.", null), ((await Book(id)).Draft!.Body, (await Book(id)).Published));
        using var discarded = await visitor.Send(page, "Throw the draft away");
        Assert.Null((await Book(id)).Draft);
    }

    [Fact]
    public async Task What_somebody_else_saved_meanwhile_is_not_written_over()
    {
        using var visitor = await app.As(Role.Operator);
        visitor.Client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("ko");
        var id = await Resolved("Written twice");
        var old = await visitor.Read($"/console/incidents/{id}/report");
        await app.Get<ReportService>().SaveDraft(id, "Theirs", Actor.System);

        var refused = await Visitor.Parse(await visitor.Send(old, "초안 저장", (ReportService.Field, "Mine")), HttpStatusCode.Conflict);

        Assert.StartsWith("그사이 다른 사람이 이 보고서를", refused.QuerySelector("[role=alert]")!.TextContent.Trim(), StringComparison.Ordinal);
        Assert.Equal("Mine", Area(refused).Value);
        Assert.Equal("Theirs", (await Book(id)).Draft!.Body);
    }

    [Fact]
    public async Task A_report_as_long_as_one_may_be_is_taken_in_Korean_and_a_longer_one_is_named()
    {
        using var visitor = await app.As(Role.Operator);
        var id = await Resolved("Long");
        var page = $"/console/incidents/{id}/report";
        using var saved = await visitor.Send(page, "Save draft", (ReportService.Field, new string('가', Report.LongestBody)));
        Assert.Equal(HttpStatusCode.Found, saved.StatusCode);
        var refused = await Visitor.Parse(await visitor.Send(page, "Save draft", (ReportService.Field, new string('x', Report.LongestBody + 1))), HttpStatusCode.UnprocessableEntity);
        Assert.Equal("Report", refused.QuerySelector("[role=alert] a")!.TextContent);
    }

    [Fact]
    public async Task A_viewer_sees_what_is_published_and_writes_nothing()
    {
        using var visitor = await app.As(Role.Viewer);
        var id = await Resolved("Looked at");
        var page = await visitor.Read($"/console/incidents/{id}/report");
        Assert.Empty(page.QuerySelectorAll("textarea"));
        foreach (var handler in new[] { "", "?handler=Publish", "?handler=Discard", "?handler=Revert" })
        {
            using var form = new FormUrlEncodedContent([new(ReportService.Field, "x")]);
            using var answer = await visitor.Client.PostAsync(new Uri($"/console/incidents/{id}/report{handler}", UriKind.Relative), form);
            Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Forbidden, HttpStatusCode.BadRequest });
        }

        Assert.True((await Book(id)).IsEmpty);
    }

    private static IHtmlTextAreaElement Area(IHtmlDocument page) => (IHtmlTextAreaElement)page.QuerySelector($"textarea[name='{ReportService.Field}']")!;

    private Task<ReportBook> Book(string id) => app.Get<ReportService>().Get(id);

    private async Task<string> Resolved(string name)
    {
        var incidents = app.Get<IncidentService>();
        var incident = await incidents.Open(new() { Name = name }, new() { Status = IncidentStatus.Investigating, Body = "It burns." }, Actor.System);
        await incidents.Post(incident.Id, new() { Status = IncidentStatus.Resolved, Body = "Over." }, Actor.System);
        return incident.Id;
    }
}
