using System.Net;

namespace StatusPage.Tests.ManagementApi;

public sealed class LedgerApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_ledger_shows_who_was_told_and_is_owed_and_an_incident_cannot_be_deleted_before_it_is_paid()
    {
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "ann@example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created);
        var id = await api.NewIncident();
        var owing = await api.FetchUntil($"incidents/{id}/ledger", l => Number(l, "told") == 1);
        Assert.Equal(["exhausted", "notices", "owed", "recovered", "released", "state", "told", "unpaid", "written_off"], owing.Body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal((1, 0, 1), (Number(owing, "told"), Number(owing, "recovered"), Number(owing, "owed")));
        var notice = owing["notices"][0];
        Assert.Equal(["accepted", "bounced", "created_at", "exhausted", "folded", "id", "kind", "planned", "refused", "released", "waiting", "written_off"],
            notice.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("outage", 1, 1), (notice.GetProperty("kind").GetString(), notice.GetProperty("planned").GetInt64(), notice.GetProperty("accepted").GetInt64()));

        Assert.Equal("open", owing.Text("state"));
        (await api.Json("DELETE", $"incidents/{id}")).Expect(HttpStatusCode.Conflict).Refused(409, "1 without a recovery to be told of");
        (await api.Fetch($"incidents/{id}")).Expect(HttpStatusCode.OK);

        // A quiet recovery is not possible: whoever was told is told of it too.
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", body = "Over.", deliver_notifications = false, report_by = (string?)null } })).Expect(HttpStatusCode.OK);
        var paid = await api.FetchUntil($"incidents/{id}/ledger", l => Number(l, "recovered") == 1);
        Assert.Equal((1, 0), (Number(paid, "recovered"), Number(paid, "owed")));
        Assert.Equal("paid", paid.Text("state"));
        Assert.Equal("recovery", paid["notices"][1].GetProperty("kind").GetString());
        (await api.Json("DELETE", $"incidents/{id}")).Expect(HttpStatusCode.OK);
        (await api.Fetch($"incidents/{id}/ledger")).Refused(404, id);
    }

    [Fact]
    public async Task A_ledger_of_nothing_is_a_404() => (await api.Fetch("incidents/nonesuch0000/ledger.json", api.ViewerKey)).Refused(404, "nonesuch0000");

    private static long Number(Answer ledger, string name) => ledger.Expect(HttpStatusCode.OK)[name].GetInt64();
}
