using System.Text;
using System.Text.Json;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;
using StatusPage.Publishing;
using StatusPage.Publishing.Documents;

namespace StatusPage.Tests.Publishing;

public sealed class DocumentTests
{
    private static readonly Actor Me = Actor.System;

    [Fact]
    public async Task Every_document_is_strictly_in_schema_in_every_state_of_an_incident()
    {
        var contract = Contract.Folder();
        using var story = await Story.Begin();
        var documents = new List<(string, string, string)>();
        async Task Take(string state)
        {
            var snapshot = await story.Snapshot();
            documents.AddRange(StatusDocuments.All(snapshot).Select(d => (Path.Combine(contract, "schemas", "strict", SchemaOf(d.Key)), $"{state} {d.Key}", Encoding.UTF8.GetString(d.Value))));
            documents.AddRange(snapshot.Recent.Select(i => (
                Path.Combine(contract, "schemas", "webhook-incident.schema.json") + "#hookIncident", $"{state} /incidents/{i.Id}.json",
                Encoding.UTF8.GetString(new StatusDocuments(snapshot.Site, snapshot.Catalogue).Incident(i)))));
        }

        await Take("calm");
        await story.Tell(Take);
        await story.Test.Site.Change("한국 \"현황\" <b>", "https://status.example.com", "Etc/UTC", Me);
        await Take("in UTC");

        Assert.True(documents.Count > 90, $"{documents.Count} documents");
        Expect.None(await Contract.Violations(documents));
    }

    [Fact]
    public async Task The_validator_sees_what_is_wrong()
    {
        var schema = Path.Combine(Contract.Folder(), "schemas", "strict", "status.schema.json");
        Assert.NotEmpty(await Contract.Violations([(schema, "planted", """{"page":{},"status":{"indicator":"fine","description":"x"}}""")]));
    }

    [Fact]
    public async Task Components_stand_in_one_flat_list_by_position_with_their_groups_among_them()
    {
        using var story = await Story.Begin();
        var rows = (await story.Document("/api/v2/components.json")).GetProperty("components").EnumerateArray().ToList();
        Assert.Equal(rows.Select(r => r.GetProperty("position").GetInt32()).Order(), rows.Select(r => r.GetProperty("position").GetInt32()));
        var group = Assert.Single(rows, r => r.GetProperty("group").GetBoolean());
        Assert.Equal([story.Chat, story.Calls], group.GetProperty("components").EnumerateArray().Select(c => c.GetString()));
        Assert.DoesNotContain(rows, r => !r.GetProperty("group").GetBoolean() && r.TryGetProperty("components", out _));
    }

    [Fact]
    public async Task Updates_stand_newest_first_with_grouped_names_and_nulls_for_what_is_not()
    {
        using var story = await Story.Begin();
        await story.Tell(_ => Task.CompletedTask);
        var incident = (await story.Document("/api/v2/incidents.json")).GetProperty("incidents").EnumerateArray().Single(i => i.GetProperty("name").GetString() == "Fire");
        var updates = incident.GetProperty("incident_updates").EnumerateArray().ToList();
        Assert.Equal("investigating", updates[^1].GetProperty("status").GetString());
        Assert.Equal("Messenger - Chat", updates[^1].GetProperty("affected_components")[0].GetProperty("name").GetString());
        Assert.Equal(JsonValueKind.Null, updates[0].GetProperty("tweet_id").ValueKind);
        Assert.Equal($"https://status.example.com/incidents/{incident.GetProperty("id").GetString()}", incident.GetProperty("shortlink").GetString());
        Assert.EndsWith("+09:00", incident.GetProperty("created_at").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_deleted_component_is_in_no_list_while_updates_still_name_it()
    {
        using var story = await Story.Begin();
        await story.Tell(_ => Task.CompletedTask);
        await story.Components.Delete(story.Chat, Me);
        var summary = await story.Document("/api/v2/incidents.json");
        var incident = summary.GetProperty("incidents").EnumerateArray().Single(i => i.GetProperty("name").GetString() == "Fire");
        Assert.DoesNotContain(incident.GetProperty("components").EnumerateArray(), c => c.GetProperty("id").GetString() == story.Chat);
        Assert.Contains(story.Chat, incident.GetProperty("incident_updates").GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(story.Chat, (await story.Document("/api/v2/components.json")).GetRawText(), StringComparison.Ordinal);
    }

    private static string SchemaOf(string path) => path switch
    {
        "/api/v2/summary.json" => "summary.schema.json",
        "/api/v2/status.json" => "status.schema.json",
        "/api/v2/components.json" => "components.schema.json",
        _ when path.StartsWith("/api/v2/incidents", StringComparison.Ordinal) => "incidents.schema.json",
        _ => "scheduled-maintenances.schema.json",
    };

    /// <summary>Three services, two of them in a group, and what can happen to an incident.</summary>
    private sealed class Story : IDisposable
    {
        private Story(TestDatabase test)
        {
            Test = test;
            Components = new(test.Database, [], test.Audit, test.Clock);
            Incidents = new(test.Database, [], [], new(TimeSpan.FromMinutes(30)), test.Audit, test.Clock);
        }

        public TestDatabase Test { get; }

        public ComponentService Components { get; }

        public IncidentService Incidents { get; }

        public string Chat { get; private set; } = "";

        public string Calls { get; private set; } = "";

        public string Pay { get; private set; } = "";

        public static async Task<Story> Begin()
        {
            var story = new Story(await TestDatabase.Create());
            story.Chat = (await story.Components.Create(new() { Name = "Chat", Description = "메시지 <보내기>" }, ComponentStatus.Operational, Me)).Id;
            story.Calls = (await story.Components.Create(new() { Name = "Calls", StartDate = new(2030, 5, 1) }, ComponentStatus.Operational, Me)).Id;
            story.Pay = (await story.Components.Create(new() { Name = "Pay", OnlyShowIfDegraded = true, Showcase = false }, ComponentStatus.UnderMaintenance, Me)).Id;
            await story.Components.CreateGroup(new() { Name = "Messenger" }, [story.Chat, story.Calls], Me);
            return story;
        }

        public Task<SiteSnapshot> Snapshot() => new SnapshotReader(Test.Database, Test.Site).Read(Test.Clock.GetUtcNow());

        public async Task<JsonElement> Document(string path) =>
            JsonDocument.Parse(StatusDocuments.All(await Snapshot()).Single(d => d.Key == path).Value).RootElement;

        public async Task Tell(Func<string, Task> then)
        {
            async Task Step(string name, Func<Task> act)
            {
                Test.Clock.Advance(TimeSpan.FromMinutes(7));
                await act();
                await then(name);
            }

            var fire = await Incidents.Open(
                new() { Name = "Fire", EffectCannot = "send messages" },
                new() { Status = IncidentStatus.Investigating, Body = "We look.\n\n\"quoted\" \t <script>", Components = At(Chat, ComponentStatus.MajorOutage), NextUpdateBy = Test.Clock.GetUtcNow().AddHours(1) }, Me);
            await then("investigating");
            await Step("identified", () => Post(IncidentStatus.Identified, At(Calls, ComponentStatus.PartialOutage)));
            await Step("corrected", () => Incidents.Correct(fire.Id, fire.Updates[0].Id, new("We look, and look.", DeliverNotifications: false), Me));
            await Step("monitoring", () => Post(IncidentStatus.Monitoring, At(Chat, ComponentStatus.DegradedPerformance)));
            await Step("resolved", () => Post(IncidentStatus.Resolved, new() { [Chat] = ComponentStatus.Operational, [Calls] = ComponentStatus.Operational }));
            await Step("reopened", () => Post(IncidentStatus.Investigating, At(Chat, ComponentStatus.PartialOutage)));
            await Step("renamed and overridden", () => Incidents.Change(fire.Id, f => f with { ImpactOverride = Impact.Critical }, [Chat], Me));
            await Step("without components", () => Incidents.Open(new() { Name = "Odd" }, new() { Status = IncidentStatus.Identified, Body = "" }, Me));
            await Step("backfilled", () => Incidents.Open(
                new() { Name = "Last year" }, new() { Status = IncidentStatus.Resolved, Body = "Was.", DisplayAt = Test.Clock.GetUtcNow().AddDays(-300) }, Me));

            Task Post(IncidentStatus status, Dictionary<string, ComponentStatus> components) =>
                Incidents.Post(fire.Id, new() { Status = status, Body = $"Now {status}.", Components = components }, Me);
        }

        public void Dispose() => Test.Dispose();

        private static Dictionary<string, ComponentStatus> At(string id, ComponentStatus status) => new() { [id] = status };
    }
}
