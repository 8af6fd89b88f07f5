using System.Net;
using System.Text.Json;

namespace StatusPage.Tests.ManagementApi;

public sealed class RecoveryApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly DateTimeOffset Past = TestClock.Start.AddDays(-1);

    [Fact]
    public async Task A_recovery_with_a_statement_says_everything_or_names_what_is_missing()
    {
        var id = await api.NewIncident();
        (await Resolve(id, new { functionality_checked_by = "us" })).Refused(422, "incident.recovery.functionality_checked_how")
            .Refused(422, "incident.recovery.data_checked").Refused(422, "incident.recovery.data_loss");
        (await Resolve(id, Statement(loss: "Messages"))).Refused(422, "incident.recovery.data_loss_from").Refused(422, "incident.recovery.data_loss_until");
        (await Resolve(id, Statement(loss: "Messages", from: Past, until: Past.AddHours(-1)))).Refused(422, "incident.recovery.data_loss_until");
        (await Resolve(id, Statement(by: "a\nb"))).Refused(422, "incident.recovery.functionality_checked_by");
        (await Resolve(id, Statement(by: new string('x', 201)))).Refused(422, "200 characters");
        (await Resolve(id, new { who = "us" })).Refused(422, "incident.recovery.who");
        (await Resolve(id, "us")).Refused(422, "incident.recovery");
        (await Resolve(id, Statement(), status: "monitoring")).Refused(422, "incident.recovery");
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { recovery = Statement() } })).Refused(422, "incident.recovery");
        Assert.Equal("investigating", (await api.Fetch($"incidents/{id}")).Text("status"));

        var resolved = (await Resolve(id, Statement(loss: "Messages", from: Past, until: Past.AddHours(1)))).Expect(HttpStatusCode.OK)["recovery"];

        Assert.Equal(("the team", "signed in", "complete", "Messages", 1), (Text(resolved, "functionality_checked_by"), Text(resolved, "functionality_checked_how"),
            Text(resolved, "data_checked"), Text(resolved, "data_loss"), resolved.GetProperty("version").GetInt32()));
        Assert.Equal(JsonValueKind.String, resolved.GetProperty("data_loss_until").ValueKind);
    }

    [Fact]
    public async Task What_stays_down_is_named_until_it_has_a_reason_also_when_it_is_taken_off_in_the_same_step()
    {
        var (first, second) = (await api.NewComponent("Boiler"), await api.NewComponent("Kettle"));
        var id = await api.NewIncident(components: new Dictionary<string, string> { [first] = "major_outage", [second] = "partial_outage" });

        (await Resolve(id, Statement())).Refused(409, "\"Boiler, Kettle\"");
        (await Resolve(id, Statement(down: new() { [first] = "waits for parts", [second] = " " }))).Refused(409, "\"Kettle\"");
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", component_ids = Array.Empty<string>(), recovery = Statement() } }))
            .Refused(409, "\"Boiler, Kettle\"");
        (await Resolve(id, Statement(down: new() { [first] = "parts", [second] = "parts", ["nobody"] = "x" }))).Refused(422, "incident.recovery.stays_down");
        Assert.Equal("investigating", (await api.Fetch($"incidents/{id}")).Text("status"));

        var resolved = (await api.Json("PATCH", $"incidents/{id}", new
        {
            incident = new { status = "resolved", components = new Dictionary<string, string> { [second] = "operational" }, recovery = Statement(down: new() { [first] = "waits for parts" }) },
        })).Expect(HttpStatusCode.OK)["recovery"];
        var down = Assert.Single(resolved.GetProperty("stays_down").EnumerateArray());
        Assert.Equal((first, "Boiler", "major_outage", "waits for parts"), (Text(down, "component_id"), Text(down, "name"), Text(down, "status"), Text(down, "reason")));
    }

    [Fact]
    public async Task A_client_that_knows_nothing_of_it_resolves_as_ever_and_it_is_stated_afterwards_and_again()
    {
        var component = await api.NewComponent("Stove");
        var id = await api.NewIncident(components: new Dictionary<string, string> { [component] = "major_outage" });
        (await api.Json("PUT", $"incidents/{id}/recovery_statement", new { recovery_statement = Statement() })).Refused(409, "goes on");
        var resolved = (await api.Form("PATCH", $"incidents/{id}", "incident[status]=resolved&incident[body]=Over.")).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, resolved["recovery"].ValueKind);
        Assert.Empty((await api.Fetch($"incidents/{id}/recovery_statement")).Rows);

        (await api.Json("PUT", $"incidents/{id}/recovery_statement", new { recovery_statement = new { } })).Refused(422, "recovery_statement.data_loss");
        (await api.Json("PUT", $"incidents/{id}/recovery_statement", new { recovery_statement = Statement() })).Refused(409, "\"Stove\"");
        (await api.Form("PUT", $"incidents/{id}/recovery_statement",
            $"recovery_statement[functionality_checked_by]=us&recovery_statement[functionality_checked_how]=looked&recovery_statement[data_checked]=all&recovery_statement[data_loss]=None&recovery_statement[stays_down][{component}]=parts"))
            .Expect(HttpStatusCode.OK);
        (await api.Json("PUT", $"incidents/{id}/recovery_statement", new { recovery_statement = Statement(by: "others", down: new() { [component] = "more parts" }) })).Expect(HttpStatusCode.OK);

        Assert.Equal([(2, "others", "none"), (1, "us", "none")], (await api.Fetch($"incidents/{id}/recovery_statement")).Rows
            .Select(r => (r.GetProperty("version").GetInt32(), Text(r, "functionality_checked_by"), Text(r, "data_loss"))));
    }

    [Fact]
    public async Task A_second_recovery_has_a_statement_of_its_own()
    {
        var id = await api.NewIncident();
        (await Resolve(id, Statement())).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "investigating", body = "Again." } })).Expect(HttpStatusCode.OK)["recovery"].ValueKind);
        var again = (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", body = "Over." } })).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.Null, again["recovery"].ValueKind);
    }

    [Fact]
    public async Task Only_who_may_write_states_it_and_only_of_what_is_there()
    {
        var id = await api.NewIncident();
        (await Resolve(id, Statement())).Expect(HttpStatusCode.OK);
        (await api.Json("PUT", $"incidents/{id}/recovery_statement", new { recovery_statement = Statement() }, api.ViewerKey)).Expect(HttpStatusCode.Forbidden);
        (await api.Json("PUT", "incidents/nothing/recovery_statement", new { recovery_statement = Statement() })).Expect(HttpStatusCode.NotFound);
        (await api.Json("PUT", $"incidents/{id}/recovery_statement", new { recovery_statement = Statement(by: "\u0000") })).Refused(422, "control characters");
        Assert.Single((await api.Fetch($"incidents/{id}/recovery_statement", api.ViewerKey)).Rows);
    }

    [Fact]
    public async Task A_correction_says_what_was_wrong_and_a_typo_says_nothing()
    {
        var id = await api.NewIncident();
        var update = (await api.Fetch($"incidents/{id}"))["incident_updates"][0].GetProperty("id").GetString();
        var path = $"incidents/{id}/incident_updates/{update}";
        (await api.Json("PATCH", path, new { incident_update = new { body = "x", what_was_wrong = "y", wording_only = true } })).Refused(422, "incident_update.what_was_wrong");
        (await api.Json("PATCH", path, new { incident_update = new { body = "x", what_was_wrong = new string('y', 301) } })).Refused(422, "incident_update.what_was_wrong");
        (await api.Json("PATCH", path, new { incident_update = new { body = "It burnt.", wording_only = true } })).Expect(HttpStatusCode.OK);
        (await api.Json("PATCH", path, new { incident_update = new { body = "It smoked.", what_was_wrong = "No fire." } })).Expect(HttpStatusCode.OK);
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { name = "Smoke", what_was_wrong = "" } })).Refused(422, "incident.what_was_wrong");
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { body = "And", what_was_wrong = "x" } })).Refused(422, "incident.what_was_wrong");
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { name = "Smoke", what_was_wrong = "No fire." } })).Expect(HttpStatusCode.OK);
        Assert.Equal(("Smoke", 1), ((await api.Fetch($"incidents/{id}")).Text("name"), (await api.Fetch($"incidents/{id}"))["incident_updates"].GetArrayLength()));
    }

    private Task<Answer> Resolve(string id, object recovery, string status = "resolved") =>
        api.Json("PATCH", $"incidents/{id}", new { incident = new { status, body = "Over.", recovery } });

    private static object Statement(
        string by = "the team", string loss = "none", DateTimeOffset? from = null, DateTimeOffset? until = null, Dictionary<string, string>? down = null) => new
        {
            functionality_checked_by = by, functionality_checked_how = "signed in", data_checked = "complete", data_loss = loss, data_loss_from = from,
            data_loss_until = until, stays_down = down ?? [],
        };

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
