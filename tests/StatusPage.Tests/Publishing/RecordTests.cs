using System.Globalization;
using System.Net;
using System.Text.Json;
using AngleSharp.Html.Parser;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Publishing;

public sealed class RecordTests(PublishingFixture app) : IClassFixture<PublishingFixture>
{
    [Fact]
    public async Task Figures_and_entries_say_the_same_and_the_entries_form_a_chain_to_the_head()
    {
        await app.Open("A fire in the record", app.Clock.GetUtcNow().AddMinutes(30));
        var record = await Record();
        Assert.True(record.GetProperty("entries").GetInt64() >= 2);

        var former = RecordChain.Origin;
        var seq = 0L;
        for (var page = 1; page <= record.GetProperty("entry_pages").GetInt64(); page++)
        {
            foreach (var entry in JsonDocument.Parse(await app.Text($"/api/v2/record/entries/{page}.json")).RootElement.GetProperty("entries").EnumerateArray())
            {
                var said = entry.GetProperty("entry").GetString()!;
                former = RecordChain.Hash(former, said);
                Assert.Equal(former, entry.GetProperty("hash").GetString());
                Assert.Equal(++seq, JsonDocument.Parse(said).RootElement.GetProperty("seq").GetInt64());
            }
        }

        Assert.Equal((record.GetProperty("entries").GetInt64(), record.GetProperty("head").GetProperty("hash").GetString()), (seq, former));
    }

    [Fact]
    public async Task The_record_is_fresh_when_something_was_promised_and_when_a_promise_came_due()
    {
        var before = (await Record()).GetProperty("total").GetProperty("promises");
        await app.Open("Freshly recorded", app.Clock.GetUtcNow().AddMinutes(5));
        var after = (await Record()).GetProperty("total").GetProperty("promises");
        Assert.Equal(before.GetProperty("made").GetInt32() + 1, after.GetProperty("made").GetInt32());

        app.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.True((await Record()).GetProperty("total").GetProperty("promises").GetProperty("overdue").GetInt32() > after.GetProperty("overdue").GetInt32());
    }

    [Theory]
    [InlineData("/api/v2/record/entries/0.json")]
    [InlineData("/api/v2/record/entries/01.json")]
    [InlineData("/api/v2/record/entries/-1.json")]
    [InlineData("/api/v2/record/entries/2147483647.json")]
    [InlineData("/api/v2/record/entries/99999999999999999999.json")]
    [InlineData("/api/v2/record/entries/.json")]
    [InlineData("/api/v2/record/entries/1.json/x")]
    [InlineData("/api/v2/record/entries/%EF%BC%91.json")]
    public async Task Beyond_the_entries_there_is_nothing_and_it_says_so_in_json(string path)
    {
        using var answer = await app.Ask(path);
        Assert.Equal((HttpStatusCode.NotFound, "application/json; charset=utf-8"), (answer.StatusCode, answer.Content.Headers.ContentType?.ToString()));
    }

    [Theory]
    [InlineData("/api/v2/record.json")]
    [InlineData("/api/v2/record/entries/1.json")]
    public async Task Documents_are_for_any_origin_have_a_tag_and_answer_head(string path)
    {
        await app.Open($"For {path}", app.Clock.GetUtcNow().AddMinutes(30));
        using var answer = await app.Ask(path);
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        using var again = await app.Ask(path, null, ("If-None-Match", answer.Headers.ETag!.ToString()));
        using var head = await app.Ask(path, HttpMethod.Head);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.StatusCode, head.StatusCode));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_page_tells_it_in_words_names_incidents_and_not_what_was_taken_off()
    {
        var kept = await app.Open("Kept <b>on</b> the page", app.Clock.GetUtcNow().AddMinutes(30));
        var removed = await app.Open("Taken off the page", app.Clock.GetUtcNow().AddMinutes(30));
        await app.Incidents.Post(removed.Id, new() { Status = IncidentStatus.Resolved, Body = "Over.", NoReport = true }, Actor.System);
        await app.Get<NoticePlanner>().PlanAll(TestContext.Current.CancellationToken);
        await app.Incidents.Delete(removed.Id, Actor.System);
        await app.Published();

        var page = new HtmlParser().ParseDocument(await app.Text("/en/record"));
        Assert.Equal("What we promised, and what became of it", page.QuerySelector("h1")!.TextContent);
        Assert.Equal("Kept <b>on</b> the page", page.QuerySelector($"a[href='/en/incidents/{kept.Id}']")!.TextContent);
        Assert.Empty(page.QuerySelectorAll($"a[href='/en/incidents/{removed.Id}']"));
        Assert.DoesNotContain("Taken off the page", page.Body!.TextContent, StringComparison.Ordinal);
        Assert.Contains("An incident that was taken off the page", page.Body.TextContent, StringComparison.Ordinal);
        Assert.Empty(page.QuerySelectorAll("[style]"));

        var row = page.QuerySelector(".record table tbody tr")!;
        var bar = row.QuerySelector("svg[role=img]")!;
        var numbers = row.QuerySelectorAll(".number").Select(c => int.Parse(c.TextContent, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal($"{numbers[0]} kept, {numbers[1]} late, {numbers[2]} broken", bar.GetAttribute("aria-label"));
        Assert.Equal(1, numbers[0]);

        using var negotiated = await app.Ask("/record", null, ("Accept-Language", "ko"));
        Assert.Contains("저희가 한 약속과 그 결과", await negotiated.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Contains("href=\"/ko/record\"", await app.Text("/ko/"), StringComparison.Ordinal);
        Assert.Contains(page.QuerySelectorAll("script[src]"), s => s.GetAttribute("src")!.StartsWith("/assets/record.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_record_that_was_written_anew_is_read_anew()
    {
        await app.Open("Before the restore", app.Clock.GetUtcNow().AddMinutes(30));
        await Record();
        var database = app.Get<Database>();
        await database.Write(async session =>
        {
            await session.Execute("UPDATE record_entry SET hash = hash || 'x' WHERE seq = (SELECT MAX(seq) FROM record_entry)");
            await session.RaiseSiteVersion(app.Clock.GetUtcNow());
        });
        await app.Published();
        Assert.EndsWith("x", (await Record()).GetProperty("head").GetProperty("hash").GetString(), StringComparison.Ordinal);
        await database.Write(async session =>
        {
            await session.Execute("UPDATE record_entry SET hash = REPLACE(hash, 'x', '')");
            await session.RaiseSiteVersion(app.Clock.GetUtcNow());
        });
        await app.Published();
    }

    private async Task<JsonElement> Record() => JsonDocument.Parse(await app.Text("/api/v2/record.json")).RootElement.GetProperty("record");
}
