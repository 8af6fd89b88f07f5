using System.IO.Compression;
using System.Net;
using System.Text.Json;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Publishing;

namespace StatusPage.Tests.Publishing;

public sealed class ServingTests(PublishingFixture app) : IClassFixture<PublishingFixture>
{
    [Theory]
    [InlineData("/", "text/html; charset=utf-8")]
    [InlineData("/en/", "text/html; charset=utf-8")]
    [InlineData("/ko/", "text/html; charset=utf-8")]
    [InlineData("/history", "text/html; charset=utf-8")]
    [InlineData("/ko/history", "text/html; charset=utf-8")]
    [InlineData("/robots.txt", "text/plain; charset=utf-8")]
    [InlineData("/site.css", "text/css; charset=utf-8")]
    [InlineData("/favicon.ico", "image/svg+xml")]
    [InlineData("/lib/signalr.min.js", "text/javascript; charset=utf-8")]
    [InlineData("/api/v2/summary.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/status.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/components.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/incidents.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/incidents/unresolved.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/scheduled-maintenances.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/scheduled-maintenances/upcoming.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/scheduled-maintenances/active.json", "application/json; charset=utf-8")]
    public async Task Each_address_answers_in_every_coding_with_the_same_content_and_again_with_304(string path, string type)
    {
        using var plain = await app.Ask(path, null, ("Accept-Encoding", "identity"));
        Assert.Equal(HttpStatusCode.OK, plain.StatusCode);
        Assert.Equal(type, plain.Content.Headers.ContentType!.ToString());
        Assert.Equal("nosniff", plain.Headers.GetValues("X-Content-Type-Options").Single());
        var content = await plain.Content.ReadAsByteArrayAsync();
        Assert.NotEmpty(content);

        using var gzip = await app.Ask(path, null, ("Accept-Encoding", "gzip"));
        Assert.Equal("gzip", gzip.Content.Headers.ContentEncoding.Single());
        Assert.Equal(content, await Inflate(new GZipStream(await gzip.Content.ReadAsStreamAsync(), CompressionMode.Decompress)));

        using var brotli = await app.Ask(path, null, ("Accept-Encoding", "gzip, br"));
        Assert.Equal("br", brotli.Content.Headers.ContentEncoding.Single());
        Assert.Equal(content, await Inflate(new BrotliStream(await brotli.Content.ReadAsStreamAsync(), CompressionMode.Decompress)));

        using var head = await app.Ask(path, HttpMethod.Head, ("Accept-Encoding", "br"));
        Assert.Equal(brotli.Content.Headers.ContentLength, head.Content.Headers.ContentLength);
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());

        using var again = await app.Ask(path, null, ("If-None-Match", plain.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
        Assert.Equal(plain.Headers.ETag, again.Headers.ETag);
        Assert.Equal(plain.Headers.CacheControl?.ToString(), again.Headers.CacheControl?.ToString());
        Assert.Empty(await again.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task The_front_page_speaks_the_readers_language_and_says_so_to_caches()
    {
        using var korean = await app.Ask("/", null, ("Accept-Language", "ko-KR,ko;q=0.9,en;q=0.5"));
        Assert.Equal("ko", korean.Content.Headers.ContentLanguage.Single());
        Assert.Contains("Accept-Language", korean.Headers.Vary);
        using var other = await app.Ask("/", null, ("Accept-Language", "de"));
        Assert.Equal("en", other.Content.Headers.ContentLanguage.Single());
        using var named = await app.Ask("/ko/", null, ("Accept-Language", "en"));
        Assert.Equal("ko", named.Content.Headers.ContentLanguage.Single());
        Assert.DoesNotContain("Accept-Language", named.Headers.Vary);
        using var still = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = app.Address };
        using var bare = await still.GetAsync(new Uri("/ko?x=1", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.MovedPermanently, "/ko/?x=1"), (bare.StatusCode, bare.Headers.Location!.ToString()));
    }

    [Fact]
    public async Task Documents_carry_the_header_fields_that_clients_of_this_wire_know()
    {
        using var answer = await app.Ask("/api/v2/summary.json", null, ("Origin", "https://elsewhere.example"));
        Assert.Equal("*", answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Equal("max-age=10, public, s-maxage=10, stale-while-revalidate=20, stale-if-error=3600", answer.Headers.NonValidated["Cache-Control"].ToString());
        Assert.Equal("Accept,Accept-Encoding", answer.Headers.NonValidated["Vary"].ToString());
        Assert.StartsWith("W/\"", answer.Headers.ETag!.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(answer.Headers.GetValues("x-confirmed-at").Single());
        using var preflight = await app.Ask("/api/v2/summary.json", HttpMethod.Options, ("Origin", "https://elsewhere.example"), ("Access-Control-Request-Method", "GET"));
        Assert.Equal(HttpStatusCode.NoContent, preflight.StatusCode);
        Assert.Contains("GET", preflight.Headers.GetValues("Access-Control-Allow-Methods").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_lets_a_browser_load_nothing_from_elsewhere_and_run_nothing_of_its_own()
    {
        using var answer = await app.Ask("/");
        var policy = answer.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'none'; script-src 'self';", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("Strict-Transport-Security"));
        Assert.Equal("strict-origin-when-cross-origin", answer.Headers.GetValues("Referrer-Policy").Single());
    }

    [Fact]
    public async Task A_fingerprinted_file_is_kept_for_a_year()
    {
        using var answer = await app.Ask(app.Get<Assets>()["site.css"]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Contains("immutable", answer.Headers.CacheControl!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/nothing/here", "text/html; charset=utf-8")]
    [InlineData("/ko/nothing", "text/html; charset=utf-8")]
    [InlineData("/incidents/zzzzzzzzzzzz", "text/html; charset=utf-8")]
    [InlineData("/history/1999-01", "text/html; charset=utf-8")]
    [InlineData("/history/9999-12", "text/html; charset=utf-8")]
    [InlineData("/api/v2/nothing.json", "application/json; charset=utf-8")]
    [InlineData("/api/v2/incidents/zzzzzzzzzzzz.json", "application/json; charset=utf-8")]
    public async Task What_does_not_exist_is_said_kindly_in_the_readers_form_and_takes_no_place(string path, string type)
    {
        var kept = app.Get<Demand>().Kept;
        using var answer = await app.Ask(path);
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(type, answer.Content.Headers.ContentType!.ToString());
        Assert.NotEmpty(await answer.Content.ReadAsStringAsync());
        Assert.True(app.Get<Demand>().Kept <= kept);
    }

    [Theory]
    [InlineData("identity;q=0", HttpStatusCode.NotAcceptable)]
    [InlineData("br;q=0, gzip;q=0", HttpStatusCode.OK)]
    public async Task A_client_that_refuses_every_coding_is_told_so(string accept, HttpStatusCode expected)
    {
        using var answer = await app.Ask("/api/v2/status.json", null, ("Accept-Encoding", accept));
        Assert.Equal(expected, answer.StatusCode);
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    public async Task A_program_whose_single_tasks_are_done_is_healthy(string path) =>
        Assert.Equal("""{"status":"ok","faults":[]}""", await app.Text(path));

    [Fact]
    public async Task Writing_to_a_page_is_refused()
    {
        using var answer = await app.Ask("/en/", HttpMethod.Post);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "HEAD"], answer.Content.Headers.Allow);
    }

    [Fact]
    public async Task An_incident_that_is_over_is_rendered_once_when_asked_for_and_stays_true_when_it_changes()
    {
        var incident = await app.Incidents.Open(
            new() { Name = "Cable cut" }, new() { Status = IncidentStatus.Resolved, Body = "Over.", DisplayAt = app.Clock.GetUtcNow().AddDays(-2) }, Actor.System);
        await app.Published();
        Assert.False(app.Current.Publication!.Answers.ContainsKey($"/incidents/{incident.Id}"));
        var pages = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => app.Text($"/incidents/{incident.Id}")));
        Assert.Single(pages.Distinct());
        Assert.Contains("Cable cut", pages[0], StringComparison.Ordinal);
        Assert.Contains("Cable cut", await app.Text($"/ko/incidents/{incident.Id}"), StringComparison.Ordinal);
        foreach (var path in new[] { $"/incidents/{incident.Id}.json", $"/api/v2/incidents/{incident.Id}.json" })
        {
            Assert.Equal("resolved", JsonDocument.Parse(await app.Text(path)).RootElement.GetProperty("status").GetString());
        }

        await app.Incidents.Change(incident.Id, f => f with { Name = "Cable dug up" }, null, Actor.System);
        await app.Published();
        Assert.Contains("Cable dug up", await app.Text($"/incidents/{incident.Id}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/en/")]
    [InlineData("/")]
    [InlineData("/api/v2/summary.json")]
    public async Task Serving_allocates_nothing(string path)
    {
        app.Allocations.Least = long.MaxValue;
        for (var i = 0; i < 200; i++)
        {
            using var answer = await app.Ask(path, null, ("Accept-Encoding", "gzip, br"), ("Accept-Language", "ko, en;q=0.5"));
        }

        Assert.Equal(0, app.Allocations.Least);
    }

    private static async Task<byte[]> Inflate(Stream stream)
    {
        using var target = new MemoryStream();
        await using (stream)
        {
            await stream.CopyToAsync(target);
        }

        return target.ToArray();
    }
}
