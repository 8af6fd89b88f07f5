using System.Net;

namespace StatusPage.Tests.ManagementApi;

public sealed class PromisesApiTests(PlanApiTests.Busy api) : IClassFixture<PlanApiTests.Busy>
{
    private const string Hostile = "<script>alert(1)</script>'; DROP TABLE promise; --";

    private string In(int hours) => api.Clock.GetUtcNow().AddHours(hours).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    [Fact]
    public async Task A_promise_is_made_moved_and_read_with_its_history()
    {
        var id = await api.NewIncident();
        api.Clock.Advance(TimeSpan.FromSeconds(1));
        var first = (await Make(id, new { kind = "estimate", due = In(3), basis = Hostile, confidence = "medium" })).Expect(HttpStatusCode.Created);
        Assert.Equal(("open", Hostile, "medium"), (first.Text("state"), first.Text("basis"), first.Text("confidence")));
        var second = (await api.Form("POST", $"incidents/{id}/promises", $"promise[kind]=estimate&promise[due]={In(5)}&promise[basis]=pumps&promise[confidence]=low")).Expect(HttpStatusCode.Created);
        var rows = (await api.Fetch($"incidents/{id}/promises")).Rows.ToList();
        Assert.Equal(["next_update", "estimate", "estimate"], rows.Select(r => r.GetProperty("kind").GetString()));
        Assert.Equal(("replaced", second.Text("id")), (rows[1].GetProperty("state").GetString(), rows[1].GetProperty("replaced_by").GetString()));
    }

    [Fact]
    public async Task Promises_come_with_an_update()
    {
        var opened = (await api.Json("POST", "incidents", new { incident = new { name = "Fire", body = "It burns.", next_update_by = In(1), promises = new object[] { new { kind = "estimate_by", due = In(2) }, new { kind = "plan", due = In(4) } } } })).Expect(HttpStatusCode.Created);
        Assert.NotEmpty(opened.Text("next_update_by"));
        var id = opened.Text("id");
        Assert.Equal(["estimate_by", "next_update", "plan"], await Kinds(id, "open"));
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", body = "Over.", report_by = In(72) } })).Expect(HttpStatusCode.OK);
        Assert.Equal(["report"], await Kinds(id, "open"));
        (await Make(id, new { kind = "plan", due = In(1) })).Refused(409, "resolved");
        (await Make(id, new { kind = "report", due = In(100) })).Expect(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Null_says_that_no_report_comes_and_silence_promises_one()
    {
        var (none, one) = (await api.NewIncident(), await api.NewIncident());
        (await api.Json("PATCH", $"incidents/{none}", """{"incident":{"status":"resolved","body":"Over.","report_by":null}}""")).Expect(HttpStatusCode.OK);
        (await api.Json("PATCH", $"incidents/{one}", """{"incident":{"status":"resolved","body":"Over."}}""")).Expect(HttpStatusCode.OK);
        Assert.Empty(await Kinds(none, "open"));
        Assert.Equal(["report"], await Kinds(one, "open"));
    }

    [Theory]
    [InlineData("""{}""", "promise.kind must be given.")]
    [InlineData("""{"kind":"estimate"}""", "promise.due must be given.")]
    [InlineData("""{"kind":"wish","due":"2035-06-01T00:00:00Z"}""", "promise.kind must be one of next_update, estimate, estimate_by, plan, report.")]
    [InlineData("""{"kind":"next_update","due":"2035-06-01T00:00:00Z"}""", "promise.kind may not be next_update")]
    [InlineData("""{"kind":"plan","due":"soon"}""", "promise.due must be a time such as")]
    [InlineData("""{"kind":"plan","due":"2001-01-01T00:00:00Z"}""", "promise.due must be later than now.")]
    [InlineData("""{"kind":"plan","due":"8000-01-01T00:00:00Z"}""", "promise.due must be within a year.")]
    [InlineData("""{"kind":"estimate","due":"2035-06-01T00:00:00Z"}""", "promise.basis must be given.")]
    [InlineData("""{"kind":"estimate","due":"2035-06-01T00:00:00Z","basis":"x"}""", "promise.confidence must be low, medium or high")]
    [InlineData("""{"kind":"estimate","due":"2035-06-01T00:00:00Z","basis":"two\nlines","confidence":"low"}""", "promise.basis must be one line.")]
    [InlineData("""{"kind":"plan","due":"2035-06-01T00:00:00Z","confidence":"low"}""", "promise.confidence belongs to an estimate.")]
    [InlineData("""{"kind":"plan","due":"2035-06-01T00:00:00Z","dew":1}""", "promise.dew is not a field here.")]
    public async Task A_wrong_promise_is_refused_naming_the_field_alone_and_with_an_update(string promise, string words)
    {
        var id = await api.NewIncident();
        (await api.Json("POST", $"incidents/{id}/promises", $$"""{"promise":{{promise}} }""")).Refused(422, words);
        (await api.Json("PATCH", $"incidents/{id}", $$"""{"incident":{"promises":[{{promise}}],"body":"x"} }""")).Refused(422, words.Replace("promise.", "incident.promises.1.", StringComparison.Ordinal));
        Assert.Equal(["next_update"], await Kinds(id, "open"));
    }

    [Fact]
    public async Task Lists_that_make_no_sense_are_refused()
    {
        var id = await api.NewIncident();
        var plan = new { kind = "plan", due = In(2) };
        (await Patch(id, new { body = "x", promises = new[] { plan, plan } })).Refused(422, "incident.promises may hold at most one promise of a kind.");
        (await Patch(id, new { body = "x", promises = Enumerable.Repeat(plan, 6) })).Refused(422, "incident.promises may be 5 at the most; there are 6.");
        (await Patch(id, new { body = "x", promises = "all" })).Refused(422, "incident.promises must be a list of objects.");
        (await api.Json("PATCH", $"incidents/{id}", """{"incident":{"body":"x","report_by":null}}""")).Refused(422, "incident.report_by may be null only");
        (await Patch(id, new { promises = new[] { plan } })).Refused(422, "incident.promises comes with an update");
        (await Patch(id, new { status = "resolved", body = "x", promises = new[] { plan } })).Refused(422, "nothing but the report");
        (await Patch(id, new { body = "x", next_update_by = "2001-01-01T00:00:00Z" })).Refused(422, "incident.next_update_by must be later than now.");
        (await Make(id, new { kind = "estimate", due = In(1), basis = new string('x', 301), confidence = "low" })).Refused(422, "promise.basis");
    }

    [Fact]
    public async Task A_viewer_reads_promises_and_makes_none_and_foreign_ids_are_nobodys()
    {
        var id = await api.NewIncident();
        (await api.Fetch($"incidents/{id}/promises", api.ViewerKey)).Expect(HttpStatusCode.OK);
        (await api.Json("POST", $"incidents/{id}/promises", new { promise = new { kind = "plan", due = In(1) } }, api.ViewerKey)).Refused(403, "operator");
        (await api.Fetch($"incidents/{id}/promises", "wrong")).Refused(401, "API key");
        foreach (var nobody in new[] { "nonesuch0000", Uri.EscapeDataString(Hostile) })
        {
            (await api.Fetch($"incidents/{nobody}/promises")).Refused(404, "");
            (await Make(nobody, new { kind = "plan", due = In(1) })).Refused(404, "");
        }

        (await api.Fetch($"/v1/pages/nonesuch0000/incidents/{id}/promises")).Refused(404, "page");
    }

    private Task<Answer> Make(string id, object promise) => api.Json("POST", $"incidents/{id}/promises", new { promise });

    private Task<Answer> Patch(string id, object incident) => api.Json("PATCH", $"incidents/{id}", new { incident });

    private async Task<IReadOnlyList<string>> Kinds(string id, string state) =>
        [.. (await api.Fetch($"incidents/{id}/promises")).Rows.Where(r => r.GetProperty("state").GetString() == state).Select(r => r.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal)];
}
