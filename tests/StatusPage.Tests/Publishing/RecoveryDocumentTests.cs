using System.Net;
using System.Text.Json;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Promises;
using StatusPage.Recovery;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Publishing;

public sealed class RecoveryDocumentTests(PublishingFixture app) : IClassFixture<PublishingFixture>
{
    [Fact]
    public async Task It_holds_the_plan_the_promises_with_their_history_and_what_is_owed_in_numbers()
    {
        var login = await app.AddComponent("Login");
        await app.Get<Subscribers>().Create("secret.reader@example.com", SubscriptionScope.All, null, skipConfirmation: true, Actor.System);
        var incident = await app.Open("A fire", app.Clock.GetUtcNow().AddMinutes(30));
        var promises = app.Get<PromiseService>();
        foreach (var hours in new[] { 1, 2, 3 })
        {
            await promises.Make(incident.Id, new(PromiseKind.Estimate, app.Clock.GetUtcNow().AddHours(hours), "The pumps", Confidence.Low), Actor.System);
            app.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        await Publish(incident, new() { Title = "Cut the power", Phase = PlanPhase.Activation }, new() { Title = "Start login", WaitsFor = [1], ComponentIds = [login.Id], Owner = "login team" });
        await app.Get<RecoveryPlanService>().SetStep(incident.Id, "1", StepState.Done, null, Actor.System);
        var document = await Until(incident, d => d.GetProperty("plan").GetProperty("finished").GetInt32() == 1 && d.GetProperty("owed") is { ValueKind: JsonValueKind.Object } owed && owed.GetProperty("told").GetInt64() == 1);

        Assert.Equal(["incident", "late", "owed", "page", "plan", "promises", "statement", "stays_down"], Keys(document));
        var plan = document.GetProperty("plan");
        Assert.Equal((1, 2, 1), (plan.GetProperty("version").GetInt32(), plan.GetProperty("current_step").GetInt32(), plan.GetProperty("finished").GetInt32()));
        var step = plan.GetProperty("steps")[1];
        Assert.Equal(["components", "exit_criterion", "finished_at", "id", "number", "owner", "phase", "reason", "started_at", "state", "title", "waits_for"], Keys(step));
        Assert.Equal("Login", step.GetProperty("components")[0].GetProperty("name").GetString());
        var estimate = document.GetProperty("promises").EnumerateArray().Single(p => p.GetProperty("kind").GetString() == "estimate");
        Assert.Equal(("open", 2), (estimate.GetProperty("state").GetString(), estimate.GetProperty("moves").GetInt32()));
        Assert.Equal(["replaced", "replaced", "open"], estimate.GetProperty("said").EnumerateArray().Select(p => p.GetProperty("state").GetString()));
        Assert.Equal(["exhausted", "owed", "recovered", "released", "told", "written_off"], Keys(document.GetProperty("owed")));
        Assert.DoesNotContain("secret.reader", document.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("system", plan.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_says_what_was_checked_and_what_stays_down_and_why()
    {
        var mail = await app.AddComponent("Mail");
        var incident = await app.Open("Burnt");
        Assert.Equal(JsonValueKind.Null, (await Until(incident, _ => true)).GetProperty("statement").ValueKind);
        await app.Get<IncidentService>().Post(
            incident.Id, new() { Status = IncidentStatus.Resolved, Components = new Dictionary<string, ComponentStatus> { [mail.Id] = ComponentStatus.PartialOutage } }, Actor.System);
        var silent = (await Until(incident, d => d.GetProperty("stays_down").GetArrayLength() == 1)).GetProperty("stays_down")[0];
        Assert.Equal(("Mail", "partial_outage", JsonValueKind.Null), (silent.GetProperty("name").GetString(), silent.GetProperty("status").GetString(), silent.GetProperty("reason").ValueKind));

        await app.Get<IncidentService>().StateRecovery(incident.Id, new()
        {
            FunctionalityCheckedBy = "us", FunctionalityCheckedHow = "looked", DataChecked = "complete", DataLoss = "none", StaysDown = new Dictionary<string, string> { [mail.Id] = "waits for parts" },
        }, deliverNotifications: true, Actor.System);

        var document = await Until(incident, d => d.GetProperty("statement").ValueKind == JsonValueKind.Object);
        Assert.Equal("none", document.GetProperty("statement").GetProperty("data_loss").GetString());
        Assert.Equal("waits for parts", document.GetProperty("stays_down")[0].GetProperty("reason").GetString());
    }

    [Fact]
    public async Task It_says_late_by_itself_when_a_promise_comes_due()
    {
        var incident = await app.Open("Late", app.Clock.GetUtcNow().AddMinutes(10));
        var before = await app.Text(Path(incident.Id));
        Assert.Contains("\"state\":\"open\"", before, StringComparison.Ordinal);
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await Until(incident, d => d.GetProperty("promises")[0].GetProperty("state").GetString() == "late");
    }

    [Fact]
    public async Task It_stays_where_it_is_when_the_incident_is_old()
    {
        var incident = await app.Open("Old");
        await Publish(incident, new PlanStepDraft { Title = "Wait" });
        await app.Resolve(incident.Id);
        app.Clock.Advance(TimeSpan.FromDays(3));
        await app.Until(p => p.Snapshot.InThePresent.All(i => i.Id != incident.Id));

        var document = JsonSerializer.Deserialize<JsonElement>(await app.Text(Path(incident.Id)));
        Assert.Equal("Wait", document.GetProperty("plan").GetProperty("steps")[0].GetProperty("title").GetString());
        Assert.Contains("Wait", await app.Text($"/en/incidents/{incident.Id}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_draft_is_seen_nowhere_in_public()
    {
        var incident = await app.Open("With a draft");
        await app.Get<RecoveryPlanService>().SaveDraft(incident.Id, new([new() { Title = "Not to be seen yet" }]), Actor.System);
        await app.Incidents.Post(incident.Id, new() { Status = IncidentStatus.Identified, Body = "Found." }, Actor.System);
        await app.Published();
        foreach (var path in new[] { "/en/", $"/en/incidents/{incident.Id}", Path(incident.Id), $"/incidents/{incident.Id}.json" })
        {
            Assert.DoesNotContain("Not to be seen", await app.Text(path), StringComparison.Ordinal);
        }

        Assert.Contains("\"plan\":null", await app.Text(Path(incident.Id)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Other_sites_may_read_it_and_it_is_sent_again_only_when_it_changed()
    {
        var incident = await app.Open("Headers");
        using var answer = await app.Ask(Path(incident.Id));
        Assert.Equal("*", Assert.Single(answer.Headers.GetValues("Access-Control-Allow-Origin")));
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        using var again = await app.Ask(Path(incident.Id), null, ("If-None-Match", answer.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    [Theory]
    [InlineData("/api/v2/incidents/nonesuch0000/recovery.json")]
    [InlineData("/api/v2/incidents/recovery.json")]
    [InlineData("/api/v2/incidents/%3Cscript%3E/recovery.json")]
    [InlineData("/api/v2/incidents/{id}/recovery")]
    [InlineData("/api/v2/incidents/{id}/recovery/recovery.json")]
    [InlineData("/en/api/v2/incidents/{id}/recovery.json")]
    [InlineData("/incidents/{id}/recovery.json")]
    public async Task Elsewhere_there_is_nothing(string path)
    {
        var incident = await app.Open("Somewhere");
        using var answer = await app.Ask(path.Replace("{id}", incident.Id, StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        if (path.StartsWith("/api", StringComparison.Ordinal))
        {
            Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        }
    }

    private static string Path(string id) => $"/api/v2/incidents/{id}/recovery.json";

    private static IEnumerable<string> Keys(JsonElement element) => element.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal);

    private async Task Publish(Incident incident, params PlanStepDraft[] steps)
    {
        await app.Get<RecoveryPlanService>().Publish(incident.Id, new(steps), Actor.System);
        await app.Published();
    }

    /// <summary>Lets minutes pass until the document says so.</summary>
    private async Task<JsonElement> Until(Incident incident, Func<JsonElement, bool> holds)
    {
        using var enough = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        while (true)
        {
            var document = JsonSerializer.Deserialize<JsonElement>(await app.Text(Path(incident.Id)));
            if (holds(document))
            {
                return document;
            }

            app.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, enough.Token);
        }
    }
}
