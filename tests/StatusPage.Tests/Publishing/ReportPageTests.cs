using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using StatusPage.Platform.Audit;
using StatusPage.Reports;

namespace StatusPage.Tests.Publishing;

public sealed class ReportPageTests(PublishingFixture app) : IClassFixture<PublishingFixture>
{
    private const string Secret = "what nobody reads yet";

    private ReportService Reports => app.Get<ReportService>();

    [Theory]
    [InlineData("en", "Final report: ", "Versions")]
    [InlineData("ko", "최종 보고서: ", "공개한 판")]
    public async Task A_published_report_is_read_in_every_language_with_its_versions(string language, string title, string versions)
    {
        var id = await Resolved($"Fire {language}");
        await Publish(id, "# Why\n\nA cable.");
        await Publish(id, "# Why\n\nTwo cables.");

        var page = new HtmlParser().ParseDocument(await Get($"/{language}/incidents/{id}/report"));
        Assert.Equal($"{title}Fire {language}", page.QuerySelector("h1")!.TextContent);
        Assert.Equal(["Why", versions], page.QuerySelectorAll("h2").Select(h => h.TextContent));
        Assert.Contains("Two cables.", page.QuerySelector("article")!.TextContent, StringComparison.Ordinal);
        Assert.Contains("A cable.", await Get($"/{language}/incidents/{id}/report/1"), StringComparison.Ordinal);
        Assert.Contains("Two cables.", await Get($"/incidents/{id}/report"), StringComparison.Ordinal);
        Assert.Contains($"href=\"/{language}/incidents/{id}/report\"", await Get($"/{language}/incidents/{id}"), StringComparison.Ordinal);
        Assert.Contains($"href=\"/{language}/incidents/{id}/report\"", await Get($"/{language}/"), StringComparison.Ordinal);
        Assert.Contains($"href=\"/{language}/incidents/{id}/report\"", await Get($"/{language}/history"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_seen_nowhere_and_neither_is_a_report_that_was_taken_back()
    {
        var id = await Resolved("Leaky");
        await Reports.SaveDraft(id, Secret, Actor.System);
        await Nowhere(id);

        await Publish(id, Secret);
        Assert.Contains(Secret, await Get($"/incidents/{id}/report"), StringComparison.Ordinal);
        await Reports.Revert(id, Actor.System);
        await app.Published();
        await Nowhere(id);
    }

    [Fact]
    public async Task What_is_no_report_is_not_found()
    {
        var id = await Resolved("Plain");
        await Publish(id, "Said.");
        foreach (var path in new[] { "2", "0", "01", "-1", "1/1", "99999999999", "x", "", "1.json" })
        {
            await Missing($"/incidents/{id}/report/{path}");
        }

        await Missing($"/incidents/{id}/report.json");
        await Missing("/incidents/000000000000/report");
        await Missing($"/fr/incidents/{id}/report");
    }

    [Fact]
    public async Task Hostile_Markdown_stays_text()
    {
        var id = await Resolved("</h1><script>alert(0)</script>");
        await Publish(id, "<script>alert(1)</script>\n\n<img src=x onerror=alert(2)>\n\n[a](javascript:alert(3)) ![b](https://example.com/b.png)\n\n# </article><b>x");
        var page = new HtmlParser().ParseDocument(await Get($"/en/incidents/{id}/report"));
        Assert.Empty(page.QuerySelectorAll("article script, article img, article [onerror], a[href^=javascript], h1 script"));
        Assert.Contains("alert(1)", page.QuerySelector("article")!.TextContent, StringComparison.Ordinal);
        Assert.Single(page.QuerySelectorAll("article"));
    }

    [Fact]
    public async Task Programs_read_that_an_incident_has_its_postmortem_until_it_is_reopened_or_the_report_taken_back()
    {
        var id = await Resolved("Told to programs");
        Assert.Equal("resolved", await Status(id));
        await Publish(id, "A cable.");
        Assert.Equal("postmortem", await Status(id));
        var hook = JsonSerializer.Deserialize<JsonElement>(await Get($"/incidents/{id}.json"));
        Assert.Equal(("A cable.", "postmortem", true), (hook.GetProperty("postmortem_body").GetString(), hook.GetProperty("status").GetString(), hook.GetProperty("postmortem_notified_subscribers").GetBoolean()));
        Expect.None(await Contract.Violations(
        [
            (Path.Combine(Contract.Folder(), "schemas", "strict", "incidents.schema.json"), "incidents", await Get("/api/v2/incidents.json")),
            (Path.Combine(Contract.Folder(), "schemas", "webhook-incident.schema.json") + "#hookIncident", "hook", hook.GetRawText()),
        ]));

        app.Clock.Advance(TimeSpan.FromHours(1));
        await app.Incidents.Post(id, new() { Status = StatusPage.Incidents.IncidentStatus.Investigating, Body = "Again." }, Actor.System);
        await app.Published();
        Assert.Equal("investigating", await Status(id));
        await app.Resolve(id);
        Assert.Equal("resolved", await Status(id));
    }

    private async Task<string> Resolved(string name)
    {
        var id = (await app.Open(name)).Id;
        await app.Resolve(id);
        return id;
    }

    private async Task Publish(string id, string body)
    {
        await Reports.Publish(id, body, Actor.System);
        await app.Published();
    }

    private async Task<string> Status(string id) =>
        JsonSerializer.Deserialize<JsonElement>(await Get("/api/v2/incidents.json")).GetProperty("incidents").EnumerateArray()
            .First(i => i.GetProperty("id").GetString() == id).GetProperty("status").GetString()!;

    private async Task Nowhere(string id)
    {
        foreach (var path in new[] { $"/incidents/{id}/report", $"/en/incidents/{id}/report", $"/ko/incidents/{id}/report", $"/incidents/{id}/report/1" })
        {
            await Missing(path);
        }

        foreach (var path in new[] { "/en/", $"/en/incidents/{id}", $"/incidents/{id}.json", $"/api/v2/incidents/{id}/recovery.json", "/api/v2/incidents.json", "/en/history" })
        {
            var text = await Get(path);
            Assert.DoesNotContain(Secret, text, StringComparison.Ordinal);
            Assert.DoesNotContain($"{id}/report", text, StringComparison.Ordinal);
        }
    }

    private async Task Missing(string path)
    {
        using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((path, HttpStatusCode.NotFound), (path, answer.StatusCode));
    }

    private async Task<string> Get(string path)
    {
        using var answer = await app.Client.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal((path, HttpStatusCode.OK), (path, answer.StatusCode));
        return await answer.Content.ReadAsStringAsync();
    }
}
