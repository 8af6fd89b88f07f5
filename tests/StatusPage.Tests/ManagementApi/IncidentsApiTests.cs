using System.Net;
using System.Text.Json;

namespace StatusPage.Tests.ManagementApi;

public sealed class IncidentsApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Keys =
    [
        "auto_transition_deliver_notifications_at_end", "auto_transition_deliver_notifications_at_start", "auto_transition_to_maintenance_state",
        "auto_transition_to_operational_state", "backfilled", "components", "created_at", "effect_can", "effect_cannot", "id", "impact", "impact_override",
        "incident_updates", "merged_into", "metadata", "monitoring_at", "name", "next_update_by", "page_id", "postmortem_body", "postmortem_body_last_updated_at",
        "postmortem_ignored", "postmortem_notified_subscribers", "postmortem_notified_twitter", "postmortem_published_at", "recovery", "reminder_intervals", "resolved_at",
        "scheduled_auto_completed", "scheduled_auto_in_progress", "scheduled_for", "scheduled_remind_prior", "scheduled_reminded_at", "scheduled_until",
        "shortlink", "started_at", "status", "updated_at",
    ];

    [Fact]
    public async Task An_incident_goes_from_its_first_word_to_its_recovery()
    {
        var component = await api.NewComponent();
        var opened = (await api.Json("POST", "incidents", new
        {
            incident = new
            {
                name = "Login fails", status = "investigating", body = "We are looking.", components = new Dictionary<string, string> { [component] = "major_outage" },
                effect_cannot = "Nobody can sign in.", effect_can = "Who is signed in stays so.", next_update_by = "2035-01-01T10:00:00Z",
                metadata = new { jira = new { issue_id = "X-1" } }, scheduled_remind_prior = false,
            },
        })).Expect(HttpStatusCode.Created);
        var id = opened.Text("id");
        Assert.Equal(Keys, opened.Body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("critical", opened.Text("impact"));
        Assert.Equal("Nobody can sign in.", opened.Text("effect_cannot"));
        Assert.Equal("2035-01-01T10:00:00.000Z", opened.Text("next_update_by"));
        Assert.EndsWith($"/incidents/{id}", opened.Text("shortlink"), StringComparison.Ordinal);
        Assert.Equal("major_outage", (await api.Fetch($"components/{component}")).Text("status"));
        var affected = opened["incident_updates"][0].GetProperty("affected_components")[0];
        Assert.Equal((component, "operational", "major_outage"),
            (affected.GetProperty("code").GetString(), affected.GetProperty("old_status").GetString(), affected.GetProperty("new_status").GetString()));

        var identified = (await api.Form("PATCH", $"incidents/{id}.json", "incident[status]=identified&incident[body]=Found+it.&incident[impact_override]=minor")).Expect(HttpStatusCode.OK);
        Assert.Equal(("identified", "minor", "minor"), (identified.Text("status"), identified.Text("impact"), identified.Text("impact_override")));
        Assert.Equal(["Found it.", "We are looking."], identified["incident_updates"].EnumerateArray().Select(u => u.GetProperty("body").GetString()));

        (await api.Json("PUT", $"incidents/{id}", new { incident = new { status = "monitoring" } })).Expect(HttpStatusCode.OK);
        var resolved = (await api.Form("PATCH", $"incidents/{id}", $"incident[status]=resolved&incident[body]=Over.&incident[components][{component}]=operational")).Expect(HttpStatusCode.OK);
        Assert.Equal(JsonValueKind.String, resolved["resolved_at"].ValueKind);
        Assert.Equal("operational", (await api.Fetch($"components/{component}")).Text("status"));

        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", body = "Over again." } }))
            .Refused(409, "Allowed: investigating, identified, monitoring.");
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { body = "One more thing." } }))
            .Refused(409, "must name the status it then has. Allowed: investigating, identified, monitoring.");
        Assert.Equal(4, (await api.Fetch($"incidents/{id}"))["incident_updates"].GetArrayLength());
    }

    [Fact]
    public async Task Without_a_status_or_a_body_only_fields_change_and_nothing_is_published()
    {
        var component = await api.NewComponent();
        var id = await api.NewIncident();
        var renamed = (await api.Json("PATCH", $"incidents/{id}", new { incident = new { name = "Fire in B", status = "investigating", component_ids = new[] { component } } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Fire in B", renamed.Text("name"));
        Assert.Equal(component, renamed["components"][0].GetProperty("id").GetString());
        Assert.Single(renamed["incident_updates"].EnumerateArray());
        Assert.Empty((await api.Json("PATCH", $"incidents/{id}", new { incident = new { component_ids = Array.Empty<string>() } }))["components"].EnumerateArray());
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { next_update_by = "2035-01-02" } })).Refused(422, "incident.next_update_by");
    }

    [Fact]
    public async Task Component_ids_attach_what_they_name_and_detach_the_rest_with_the_same_update()
    {
        var first = await api.NewComponent();
        var second = await api.NewComponent();
        var opened = (await api.Form("POST", "incidents", $"incident[name]=Both&incident[body]=b&incident[component_ids][]={first}&incident[component_ids][]={second}")).Expect(HttpStatusCode.Created);
        Assert.Equal(2, opened["components"].GetArrayLength());
        var listed = (await api.Json("POST", "incidents", new { incident = new { name = "Listed", components = new[] { first, second } } })).Expect(HttpStatusCode.Created);
        Assert.Equal(2, listed["components"].GetArrayLength());

        var changed = (await api.Json("PATCH", $"incidents/{opened.Text("id")}", new { incident = new { body = "Only one.", component_ids = new[] { second } } })).Expect(HttpStatusCode.OK);
        Assert.Equal([second], changed["components"].EnumerateArray().Select(c => c.GetProperty("id").GetString()));
        Assert.Equal([second], changed["incident_updates"][0].GetProperty("affected_components").EnumerateArray().Select(c => c.GetProperty("code").GetString()));
        Assert.Equal(2, changed["incident_updates"].GetArrayLength());
    }

    [Fact]
    public async Task Lists_hold_what_they_are_named_after()
    {
        var open = await api.NewIncident("Zebra crossing");
        var over = await api.NewIncident("Zebra 100%_done");
        (await api.Json("PATCH", $"incidents/{over}", new { incident = new { status = "resolved" } })).Expect(HttpStatusCode.OK);
        Assert.Equal([over], Ids(await api.Fetch("incidents?q=100%25_D")));
        Assert.Equal(2, Ids(await api.Fetch("incidents?q=zebra")).Count);
        Assert.Single(Ids(await api.Fetch("incidents?limit=1&page=1&q=zebra")));
        Assert.Single(Ids(await api.Fetch("incidents?limit=1&page=2&q=zebra")));
        Assert.Empty(Ids(await api.Fetch("incidents?limit=1&page=3&q=zebra")));
        Assert.Contains(open, Ids(await api.Fetch("incidents/unresolved")));
        Assert.DoesNotContain(over, Ids(await api.Fetch("incidents/unresolved.json")));
        foreach (var list in new[] { "scheduled", "upcoming", "active_maintenance" })
        {
            Assert.Empty(Ids(await api.Fetch($"incidents/{list}")));
        }
    }

    [Fact]
    public async Task A_backfilled_incident_stands_where_it_happened_and_moves_no_component()
    {
        var component = await api.NewComponent();
        var past = (await api.Json("POST", "incidents", new
        {
            incident = new
            {
                name = "Long ago", backfilled = true, backfill_date = "2034-12-24", body = "It was so.",
                components = new Dictionary<string, string> { [component] = "major_outage" },
            },
        })).Expect(HttpStatusCode.Created);
        Assert.Equal(("resolved", "2034-12-24T00:00:00.000Z"), (past.Text("status"), past.Text("started_at")));
        Assert.True(past["backfilled"].GetBoolean());
        Assert.Equal("operational", (await api.Fetch($"components/{component}")).Text("status"));
        (await api.Json("POST", "incidents", new { incident = new { name = "x", backfilled = true } })).Refused(422, "incident.backfill_date");
        (await api.Json("POST", "incidents", new { incident = new { name = "x", backfill_date = "2036-01-01" } })).Refused(422, "incident.backfill_date");
    }

    [Fact]
    public async Task An_update_is_corrected_not_replaced()
    {
        var id = await api.NewIncident();
        var update = (await api.Fetch($"incidents/{id}"))["incident_updates"][0].GetProperty("id").GetString();
        var corrected = (await api.Json("PATCH", $"incidents/{id}/incident_updates/{update}", new { incident_update = new { body = "It smoulders.", deliver_notifications = false } })).Expect(HttpStatusCode.OK);
        Assert.Equal("It smoulders.", corrected.Text("body"));
        Assert.Equal(update, corrected.Text("id"));
        Assert.Equal("It smoulders.", (await api.Fetch($"incidents/{id}"))["incident_updates"][0].GetProperty("body").GetString());
        (await api.Form("PUT", $"incidents/{id}/incident_updates/{update}", "incident_update[wants_twitter_update]=false")).Refused(422, "incident_update.body");
        (await api.Json("PATCH", $"incidents/{id}/incident_updates/{update}", new { incident_update = new { body = "x", display_at = "2034-01-01" } })).Refused(422, "display_at");
        (await api.Json("PATCH", $"incidents/{id}/incident_updates/nonesuch0000", new { incident_update = new { body = "x" } })).Refused(404, "nonesuch0000");
    }

    [Fact]
    public async Task Maintenances_are_refused_in_words_and_so_is_what_no_incident_can_be()
    {
        (await api.Json("POST", "incidents", new { incident = new { name = "x", status = "scheduled", scheduled_for = "2035-02-01T00:00:00Z" } })).Refused(422, "maintenances are not available yet");
        (await api.Json("POST", "incidents", new { incident = new { name = "x", scheduled_for = "2035-02-01T00:00:00Z" } })).Refused(422, "incident.scheduled_for");
        (await api.Json("POST", "incidents", new { incident = new { name = "x", status = "postmortem" } })).Refused(422, "investigating, identified, monitoring, resolved");
        (await api.Json("POST", "incidents", new { incident = new { name = "x", impact_override = "maintenance" } })).Refused(422, "none, minor, major, critical");
        (await api.Json("POST", "incidents", new { incident = new { name = "x", components = new Dictionary<string, string> { ["nonesuch0000"] = "major_outage" } } })).Refused(422, "nonesuch0000");
    }

    [Fact]
    public async Task A_deleted_incident_is_answered_once_more_and_then_gone()
    {
        var id = (await api.Json("POST", "incidents", new { incident = new { name = "Mistake", deliver_notifications = false } })).Expect(HttpStatusCode.Created).Text("id");
        Assert.Equal(id, (await api.Json("DELETE", $"incidents/{id}")).Expect(HttpStatusCode.OK).Text("id"));
        (await api.Fetch($"incidents/{id}")).Refused(404, id);
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { body = "x" } })).Refused(404, id);
    }

    private static List<string?> Ids(Answer list) => [.. list.Expect(HttpStatusCode.OK).Rows.Select(r => r.GetProperty("id").GetString())];
}
