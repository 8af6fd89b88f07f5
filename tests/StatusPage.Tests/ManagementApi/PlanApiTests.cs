using System.Net;
using System.Text.Json;
using StatusPage.Recovery;

namespace StatusPage.Tests.ManagementApi;

public sealed class PlanApiTests(PlanApiTests.Busy api) : IClassFixture<PlanApiTests.Busy>
{
    private const string Hostile = "<script>alert(1)</script> ' OR 1=1 -- \u202e 한국어 🔥";

    [Fact]
    public async Task A_plan_is_drafted_published_worked_through_and_published_again()
    {
        var login = await api.NewComponent("Login");
        var id = await api.NewIncident();
        var none = (await api.Fetch($"incidents/{id}/plan")).Expect(HttpStatusCode.OK);
        Assert.Equal(["draft", "incident_id", "published", "versions"], none.Body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, 0), (none["published"].ValueKind, none["draft"].ValueKind, none["versions"].GetArrayLength()));

        var drafted = (await Put(id, new object[] { new { title = "Start login", waits_for = new[] { 2 }, components = new[] { login } }, new { phase = "activation", title = "Cut the power", owner = "site team" } }, draft: true)).Expect(HttpStatusCode.OK);
        Assert.Equal((JsonValueKind.Null, 2), (drafted["published"].ValueKind, drafted["draft"].GetProperty("steps").GetArrayLength()));

        var published = (await api.Json("PUT", $"incidents/{id}/plan", new { plan = new { } })).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, published["draft"].ValueKind);
        var steps = published["published"].GetProperty("steps");
        Assert.Equal(
            ["components", "exit_criterion", "finished_at", "id", "number", "owner", "phase", "reason", "started_at", "state", "title", "waits_for"],
            steps[0].EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("Cut the power", "activation", "site team", "not_started"), (Text(steps[0], "title"), Text(steps[0], "phase"), Text(steps[0], "owner"), Text(steps[0], "state")));
        Assert.Equal([1], steps[1].GetProperty("waits_for").EnumerateArray().Select(n => n.GetInt32()));
        Assert.Equal([login], steps[1].GetProperty("components").EnumerateArray().Select(c => c.GetString()));

        (await Set(id, "2", "running")).Refused(409, "Step 2 waits for step 1, which is not done.");
        var done = (await Set(id, "1", "done")).Expect(HttpStatusCode.OK);
        Assert.Equal((2, 1), (done["current_step"].GetInt32(), done["finished"].GetInt32()));
        Assert.EndsWith("Z", Text(done["steps"][0], "finished_at"), StringComparison.Ordinal);

        // What was answered, with one word changed, can be sent back.
        var again = JsonSerializer.Deserialize<Dictionary<string, object>>(JsonSerializer.Serialize(done.Body).Replace("Start login", "Start sign-in", StringComparison.Ordinal))!;
        var second = (await api.Json("PUT", $"incidents/{id}/plan", new { plan = again })).Expect(HttpStatusCode.OK);
        Assert.Equal((2, "done"), (second["published"].GetProperty("version").GetInt32(), Text(second["published"].GetProperty("steps")[0], "state")));
        var change = Assert.Single(second["versions"][1].GetProperty("changes").EnumerateArray());
        Assert.Equal(("reworded", 2, "Start sign-in", "Start login"), (Text(change, "kind"), change.GetProperty("number").GetInt32(), Text(change, "title"), Text(change, "former_title")));
        (await api.Json("PUT", $"incidents/{id}/plan", new { plan = again })).Refused(409, "Version 2 says the same already");
    }

    [Fact]
    public async Task A_form_can_say_a_plan_too()
    {
        var id = await api.NewIncident();
        var published = (await api.Form("PUT", $"incidents/{id}/plan", "plan[steps][0][title]=First&plan[steps][1][title]=Second&plan[steps][1][waits_for][]=1&plan[steps][1][phase]=reconstitution")).Expect(HttpStatusCode.OK);
        Assert.Equal(1, published["published"].GetProperty("steps")[1].GetProperty("waits_for")[0].GetInt32());
        (await api.Form("PATCH", $"incidents/{id}/plan/steps/{Text(published["published"].GetProperty("steps")[0], "id")}", "step[state]=dropped&step[reason]=No+need")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_draft_is_thrown_away()
    {
        var id = await api.NewIncident();
        await Put(id, new object[] { new { title = "Never mind" } }, draft: true);
        var gone = (await api.Json("DELETE", $"incidents/{id}/plan/draft")).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, gone["draft"].ValueKind);
        (await api.Json("PUT", $"incidents/{id}/plan", new { plan = new { } })).Refused(422, "plan.steps must be given: there is no draft.");
    }

    [Fact]
    public async Task A_viewer_reads_a_plan_and_a_stranger_does_not()
    {
        var id = await api.NewIncident();
        await Put(id, new object[] { new { title = "Step" } });
        (await api.Fetch($"incidents/{id}/plan", api.ViewerKey)).Expect(HttpStatusCode.OK);
        (await api.Json("PUT", $"incidents/{id}/plan", new { plan = new { steps = new[] { new { title = "x" } } } }, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("DELETE", $"incidents/{id}/plan/draft", null, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("PATCH", $"incidents/{id}/plan/steps/1", new { step = new { state = "done" } }, api.ViewerKey)).Refused(403, "operator");
        (await api.Fetch($"incidents/{id}/plan", "wrong")).Refused(401, "API key");
        Assert.Equal("not_started", Text((await api.Fetch($"incidents/{id}/plan"))["published"].GetProperty("steps")[0], "state"));
    }

    [Fact]
    public async Task Ids_of_elsewhere_are_refused()
    {
        var (id, other) = (await api.NewIncident(), await api.NewIncident());
        var foreign = Text((await Put(other, new object[] { new { title = "Theirs" } }))["published"].GetProperty("steps")[0], "id");
        (await Put(id, new object[] { new { id = foreign, title = "Mine" } })).Refused(422, "plan.steps.1.id is not the id of a step of this incident's plan.");
        (await Put(id, new object[] { new { title = "Mine", components = new[] { "nonesuch0000" } } })).Refused(422, "plan.steps.1.components");
        (await Set(id, "1", "done")).Refused(404, id);
        (await Put(id, new object[] { new { title = "Mine" } })).Expect(HttpStatusCode.OK);
        (await Set(id, foreign, "done")).Refused(404, foreign);
        (await Set(id, "0", "done")).Refused(404, "plan step");
        foreach (var nobody in new[] { "nonesuch0000", Uri.EscapeDataString(Hostile), "..%2f.." })
        {
            (await Put(nobody, new object[] { new { title = "x" } })).Refused(404, "");
            (await api.Fetch($"incidents/{nobody}/plan")).Refused(404, "");
        }

        (await api.Json("PUT", $"/v1/pages/nonesuch0000/incidents/{id}/plan", new { plan = new { } })).Refused(404, "page");
    }

    [Theory]
    [InlineData("""{"steps":"all"}""", "plan.steps must be a list of objects.")]
    [InlineData("""{"steps":["x"]}""", "plan.steps must be a list of objects.")]
    [InlineData("""{"steps":[[]]}""", "plan.steps must be a list of objects.")]
    [InlineData("""{"steps":[]}""", "plan.steps must be given")]
    [InlineData("""{"draft":true}""", "plan.steps must be given.")]
    [InlineData("""{"draft":"perhaps","steps":[]}""", "plan.draft")]
    [InlineData("""{"steps":[{"title":"A"},{"title":""}]}""", "plan.steps.2.title must be given.")]
    [InlineData("""{"steps":[{"title":"A"},{"titel":"B"}]}""", "plan.steps.2.titel is not a field here.")]
    [InlineData("""{"steps":[{"title":7}]}""", "plan.steps.1.title must be a text.")]
    [InlineData("""{"steps":[{"title":"A","phase":"later"}]}""", "plan.steps.1.phase must be one of activation, recovery, reconstitution.")]
    [InlineData("""{"steps":[{"title":"A","waits_for":"all"}]}""", "plan.steps.1.waits_for must be a list of whole numbers.")]
    [InlineData("""{"steps":[{"title":"A","waits_for":[1.5]}]}""", "plan.steps.1.waits_for must be a list of whole numbers.")]
    [InlineData("""{"steps":[{"title":"A","waits_for":[9]}]}""", "plan.steps.1.waits_for names step 9, which is not there.")]
    [InlineData("""{"steps":[{"title":"A","waits_for":[-2147483648]}]}""", "plan.steps.1.waits_for")]
    [InlineData("""{"steps":[{"title":"A","waits_for":[2]},{"title":"B","waits_for":[1]}]}""", "plan.steps.1.waits_for goes in a circle: 1 → 2 → 1.")]
    [InlineData("""{"steps":[{"title":"two\nlines"}]}""", "plan.steps.1.title must be one line.")]
    [InlineData("""{"steps":[{"title":"nul\u0000"}]}""", "plan.steps.1.title may not hold control characters.")]
    [InlineData("""{"steps":[{"title":"A","components":{"x":"y"}}]}""", "plan.steps.1.components")]
    public async Task A_wrong_plan_is_refused_naming_the_step(string plan, string words)
    {
        var id = await api.NewIncident();
        (await api.Json("PUT", $"incidents/{id}/plan", $$"""{"plan":{{plan}}}""")).Refused(422, words);
        Assert.Equal(JsonValueKind.Null, (await api.Fetch($"incidents/{id}/plan"))["published"].ValueKind);
    }

    [Fact]
    public async Task Sixty_steps_in_hostile_words_are_data_and_sixty_one_are_too_many()
    {
        var id = await api.NewIncident();
        var steps = Enumerable.Range(0, PlanDraft.MostSteps).Select(i => (object)new { title = Hostile + i, owner = Hostile, exit_criterion = Hostile, waits_for = Enumerable.Range(1, i) }).ToArray();
        var published = (await Put(id, steps)).Expect(HttpStatusCode.OK);
        Assert.Equal((60, Hostile + "59"), (published["published"].GetProperty("steps").GetArrayLength(), Text(published["published"].GetProperty("steps")[59], "title")));
        (await Put(id, [.. steps, new { title = "One more" }])).Refused(422, "plan.steps may be 60 at the most; there are 61.");
        (await Put(id, new object[] { new { title = new string('x', 201) } })).Refused(422, "plan.steps.1.title may have 200 characters at the most; it has 201.");
        (await Set(id, "1", "dropped")).Refused(422, "step.reason must be given.");
        (await Set(id, "1", "dropped", new string('x', 301))).Refused(422, "step.reason");
        (await Set(id, "1", "gone")).Refused(422, "step.state must be one of not_started, running, done, failed, dropped.");
        Assert.Equal(Hostile, Text((await Set(id, "1", "dropped", Hostile)).Expect(HttpStatusCode.OK)["steps"][0], "reason"));
    }

    [Fact]
    public async Task After_the_recovery_the_plan_is_read_and_not_changed()
    {
        var id = await api.NewIncident();
        await Put(id, new object[] { new { title = "Step" } });
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", body = "Over." } })).Expect(HttpStatusCode.OK);
        (await Set(id, "1", "done")).Refused(409, "The incident is resolved, and its plan stays as it is.");
        (await Put(id, new object[] { new { title = "Other" } })).Refused(409, "resolved");
        Assert.Equal(1, (await api.Fetch($"incidents/{id}/plan"))["versions"].GetArrayLength());
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private Task<Answer> Put(string id, object[] steps, bool draft = false) => api.Json("PUT", $"incidents/{id}/plan", new { plan = new { draft, steps } });

    private Task<Answer> Set(string id, string step, string state, string? reason = null) =>
        api.Json("PATCH", $"incidents/{id}/plan/steps/{step}", new { step = new { state, reason } });

    public sealed class Busy : ApiFixture
    {
        protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Api:RequestsPerMinute", "100000")];
    }
}
