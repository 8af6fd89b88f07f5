using System.Net;
using StatusPage.Platform.Data;

namespace StatusPage.Tests.ManagementApi;

public sealed class ClosingApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task What_was_refused_is_listed_tried_again_and_written_off_and_only_by_who_may_act_on_this_incident()
    {
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "bob@example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created);
        var (id, other) = (await api.NewIncident("One"), await api.NewIncident("Other"));
        await api.FetchUntil($"incidents/{id}/ledger", l => Number(l, "told") >= 1);
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved" } })).Expect(HttpStatusCode.OK);
        await api.FetchUntil($"incidents/{id}/ledger", l => Number(l, "recovered") >= 1);
        await api.Get<Database>().Write(session => session.Execute(
            """
            UPDATE delivery SET state = 'refused', words = '550 5.1.1 nobody' WHERE notice_id IN (SELECT id FROM notice WHERE incident_id = @id AND kind = 'recovery')
              AND subscription_id IN (SELECT id FROM subscription WHERE address = 'bob@example.com')
            """, new { id }));

        var owed = await api.Fetch($"incidents/{id}/ledger", api.ViewerKey);
        Assert.Equal("owed", owed.Text("state"));
        var reason = Assert.Single(owed["unpaid"].EnumerateArray());
        Assert.Equal(("refused", "550", true), (reason.GetProperty("state").GetString(), reason.GetProperty("code").GetString(), reason.GetProperty("owed").GetBoolean()));
        (await api.Json("DELETE", $"incidents/{id}")).Refused(409, "1 refused (550 5.1.1 nobody)");

        var line = Assert.Single((await api.Fetch($"incidents/{id}/ledger/deliveries?state=refused", api.ViewerKey)).Expect(HttpStatusCode.OK).Rows);
        Assert.Equal("bob@example.com", line.GetProperty("address").GetString());
        var path = $"ledger/deliveries/{line.GetProperty("notice_id").GetString()}/{line.GetProperty("subscription_id").GetString()}";
        object because = new { write_off = new { reason = "Left the company" } };
        (await api.Json("POST", $"incidents/{id}/{path}/write_off", because, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("POST", $"incidents/{id}/{path}/retry", null, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("POST", $"incidents/{other}/{path}/write_off", because)).Refused(404, "delivery");
        (await api.Json("POST", $"incidents/{other}/{path}/retry")).Refused(404, "delivery");
        (await api.Json("POST", $"incidents/{id}/{path}/write_off", new { write_off = new { reason = "" } })).Refused(422, "");
        (await api.Json("POST", $"incidents/{id}/{path}/write_off", new { write_off = new { reason = new string('x', 301) } })).Refused(422, "");

        var off = (await api.Json("POST", $"incidents/{id}/{path}/write_off", because)).Expect(HttpStatusCode.OK);
        Assert.Equal(("written_off", "Left the company"), (off.Text("state"), off.Text("words")));
        Assert.Equal("paid", (await api.Fetch($"incidents/{id}/ledger")).Text("state"));
        (await api.Json("POST", $"incidents/{id}/{path}/write_off", because)).Refused(409, "written off");
        (await api.Json("POST", $"incidents/{id}/{path}/retry")).Expect(HttpStatusCode.OK);
        await api.FetchUntil($"incidents/{id}/ledger", l => Number(l, "written_off") == 0 && Number(l, "owed") == 0);
        (await api.Json("POST", $"incidents/{id}/ledger/retry")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Deliveries_come_page_by_page_and_what_is_no_place_in_them_is_refused()
    {
        foreach (var name in new[] { "cid", "dan", "eve" })
        {
            (await api.Json("POST", "subscribers", new { subscriber = new { email = $"{name}@pages.example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created);
        }

        var id = await api.NewIncident("Paged");
        await api.FetchUntil($"incidents/{id}/ledger", l => Number(l, "told") >= 3);
        var seen = new List<string>();
        var after = "";
        while ((await api.Fetch($"incidents/{id}/ledger/deliveries?q=pages.example.com&limit=2{after}")).Expect(HttpStatusCode.OK).Rows.ToList() is { Count: > 0 } rows)
        {
            seen.AddRange(rows.Select(r => r.GetProperty("address").GetString()!));
            after = $"&after={rows[^1].GetProperty("notice_id").GetString()}.{rows[^1].GetProperty("subscription_id").GetString()}";
        }

        Assert.Equal(["cid", "dan", "eve"], seen.Select(a => a.Split('@')[0]).Order(StringComparer.Ordinal));
        (await api.Fetch($"incidents/{id}/ledger/deliveries?after=x")).Refused(422, "after");
        (await api.Fetch($"incidents/{id}/ledger/deliveries?state=lost")).Refused(422, "state");
        (await api.Fetch("incidents/nonesuch0000/ledger/deliveries")).Refused(404, "nonesuch0000");
    }

    [Fact]
    public async Task The_evidence_is_for_operators_and_comes_as_a_file_of_either_kind()
    {
        var id = await api.NewIncident("Audited");
        (await api.Fetch($"incidents/{id}/ledger/evidence.json", api.ViewerKey)).Refused(403, "operator");
        (await api.Fetch($"incidents/{id}/ledger/evidence.csv", api.ViewerKey)).Refused(403, "operator");
        (await api.Fetch("incidents/nonesuch0000/ledger/evidence.csv")).Refused(404, "nonesuch0000");

        var json = (await api.Fetch($"incidents/{id}/ledger/evidence.json")).Expect(HttpStatusCode.OK);
        Assert.Equal(id, json.Text("incident_id"));
        Assert.Contains($"ledger-{id}.json", json.Message.Content.Headers.ContentDisposition!.ToString(), StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/pages/{api.Page}/incidents/{id}/ledger/evidence.csv", UriKind.Relative));
        request.Headers.TryAddWithoutValidation("Authorization", $"OAuth {api.OperatorKey}");
        using var csv = await api.Client.SendAsync(request);
        Assert.Equal((HttpStatusCode.OK, "text/csv"), (csv.StatusCode, csv.Content.Headers.ContentType?.MediaType));
        Assert.StartsWith("record,incident_id,", await csv.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Merging_ends_one_in_the_other_and_the_merged_one_says_so_everywhere()
    {
        var (id, into) = (await api.NewIncident("<b>Small</b> fire"), await api.NewIncident("Large fire"));
        (await api.Json("POST", $"incidents/{id}/merge", new { into }, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("POST", $"incidents/{id}/merge", new { })).Refused(422, "");
        (await api.Json("POST", $"incidents/{id}/merge", new { into = id })).Refused(422, "");
        (await api.Json("POST", $"incidents/{id}/merge", new { into = "nonesuch0000" })).Refused(404, "nonesuch0000");
        (await api.Json("POST", $"incidents/{id}/merge", new { into, mood = "x" })).Refused(422, "");

        var whole = (await api.Json("POST", $"incidents/{id}/merge", new { into, body = "One fire." })).Expect(HttpStatusCode.OK);

        Assert.Equal((into, "One fire."), (whole.Text("id"), whole["incident_updates"][0].GetProperty("body").GetString()));
        var merged = await api.Fetch($"incidents/{id}");
        Assert.Equal(("resolved", into), (merged.Text("status"), merged.Text("merged_into")));
        Assert.NotNull(merged.Text("resolved_at"));
        Assert.DoesNotContain((await api.Fetch("incidents/unresolved")).Rows, i => i.GetProperty("id").GetString() == id);
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "investigating", body = "Again" } })).Refused(409, into);
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { name = "Small fire, renamed" } })).Expect(HttpStatusCode.OK);
        (await api.Json("POST", $"incidents/{id}/merge", new { into })).Refused(409, into);

        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20), TimeProvider.System);
        string page;
        do
        {
            page = await api.Client.GetStringAsync(new Uri($"/en/incidents/{id}", UriKind.Relative), patience.Token);
        }
        while (!page.Contains("continued as", StringComparison.Ordinal));
        Assert.Contains($"href=\"/en/incidents/{into}\"", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_is_replaced_only_for_who_may_act_and_only_by_one_that_is_free()
    {
        var reader = (await api.Json("POST", "subscribers", new { subscriber = new { email = "fay@example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created).Text("id");
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "gil@example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created);
        (await api.Json("POST", $"subscribers/{reader}/replace_address", new { replacement = new { email = "hal@example.com" } }, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("POST", "subscribers/nonesuch0000/replace_address", new { replacement = new { email = "hal@example.com" } })).Refused(404, "nonesuch0000");
        (await api.Json("POST", $"subscribers/{reader}/replace_address", new { replacement = new { email = "gil@example.com" } })).Refused(422, "");
        var asked = (await api.Json("POST", $"subscribers/{reader}/replace_address", new { replacement = new { email = "hal@example.com" } })).Expect(HttpStatusCode.Created);
        Assert.Equal(("unconfirmed", "hal@example.com"), (asked.Text("state"), asked.Text("email")));
        Assert.Equal("fay@example.com", (await api.Fetch($"subscribers/{reader}")).Text("email"));
    }

    private static long Number(Answer ledger, string name) => ledger.Expect(HttpStatusCode.OK)[name].GetInt64();
}
