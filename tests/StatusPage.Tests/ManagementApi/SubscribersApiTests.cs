using System.Net;
using System.Text.Json;

namespace StatusPage.Tests.ManagementApi;

public sealed class SubscribersApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task A_subscriber_is_created_found_counted_and_taken_away()
    {
        var before = await Count(api);
        var created = (await api.Json("POST", "subscribers", new { subscriber = new { email = "Ann@example.com", skip_confirmation_notification = true, language = "ko" } })).Expect(HttpStatusCode.Created);
        var id = created.Text("id");
        Assert.Equal(("email", "Ann@example.com", "active", "ko"), (created.Text("mode"), created.Text("email"), created.Text("state"), created.Text("language")));
        foreach (var key in new[] { "endpoint", "phone_number", "phone_country", "quarantined_at", "purge_at", "page_access_user_id" })
        {
            Assert.Equal(JsonValueKind.Null, created[key].ValueKind);
        }

        Assert.Equal("Ann@example.com", (await api.Fetch($"subscribers/{id}.json")).Expect(HttpStatusCode.OK).Text("email"));
        Assert.Equal([id], Ids(await api.Fetch("subscribers?q=ANN@")));
        Assert.Equal(before + 1, await Count(api));
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "ann@EXAMPLE.com", skip_confirmation_notification = true } })).Refused(422, "subscriber.email");

        Assert.Equal("unsubscribed", (await api.Json("DELETE", $"subscribers/{id}?skip_unsubscription_notification=true")).Expect(HttpStatusCode.OK).Text("state"));
        Assert.Empty(Ids(await api.Fetch("subscribers?q=ann&state=all")));
        (await api.Json("DELETE", $"subscribers/{id}")).Refused(409, "ended");
    }

    [Fact]
    public async Task Without_a_skipped_confirmation_it_waits_for_its_owner()
    {
        var created = (await api.Form("POST", "subscribers.json", "subscriber[email]=wait%2Bing@example.com")).Expect(HttpStatusCode.Created);
        Assert.Equal("unconfirmed", created.Text("state"));
        Assert.Empty(Ids(await api.Fetch("subscribers?q=wait%2Bing")));
        Assert.Equal([created.Text("id")], Ids(await api.Fetch("subscribers?q=wait%2Bing&state=unconfirmed")));
        Assert.True((await api.Fetch("subscribers/count?state=unconfirmed"))["email"].GetInt64() > 0);
        Assert.Equal(0, (await api.Fetch("subscribers/count?state=quarantined"))["email"].GetInt64());
        (await api.Json("POST", "subscribers/nonesuch0000/resend_confirmation")).Refused(404, "nonesuch0000");
    }

    [Fact]
    public async Task Components_and_groups_are_its_scope()
    {
        var component = await api.NewComponent();
        var group = (await api.Json("POST", "component-groups", new { component_group = new { name = "Pay" } })).Text("id");
        var created = (await api.Form("POST", "subscribers", $"subscriber[email]=scoped@example.com&subscriber[component_ids][]={component}&subscriber[component_ids][]={group}")).Expect(HttpStatusCode.Created);
        Assert.Equal([component, group], created["components"].EnumerateArray().Select(c => c.GetString()!));
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "none@example.com", component_ids = new[] { "nonesuch0000" } } })).Refused(422, "subscriber.component_ids");
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "none@example.com", component_ids = Array.Empty<string>() } })).Refused(422, "subscriber.component_ids");
        Assert.Empty(Ids(await api.Fetch("subscribers?q=none@&state=all")));
    }

    [Fact]
    public async Task Lists_are_paged_from_0_by_limit_and_from_1_by_per_page()
    {
        for (var i = 0; i < 5; i++)
        {
            (await api.Json("POST", "subscribers", new { subscriber = new { email = $"paged{i}@example.com", skip_confirmation_notification = true } })).Expect(HttpStatusCode.Created);
        }

        var all = Ids(await api.Fetch("subscribers?q=paged"));
        Assert.Equal(5, all.Count);
        Assert.Equal(all[..2], Ids(await api.Fetch("subscribers?q=paged&limit=2")));
        Assert.Equal(all[2..4], Ids(await api.Fetch("subscribers?q=paged&limit=2&page=1")));
        Assert.Equal(all[..2], Ids(await api.Fetch("subscribers?q=paged&per_page=2&page=1")));
        Assert.Equal(all[4..], Ids(await api.Fetch("subscribers?q=paged&per_page=2&page=3")));
        Assert.Equal(5, Ids(await api.Fetch("subscribers?q=paged&type=email&sort_field=created_at")).Count);
        Assert.Empty(Ids(await api.Fetch("subscribers?type=sms")));
        (await api.Fetch("subscribers?type=pigeon")).Refused(422, "email, sms");
        (await api.Fetch("subscribers?state=asleep")).Refused(422, "active, unconfirmed");
    }

    [Fact]
    public async Task Channels_that_do_not_exist_are_refused_in_words()
    {
        (await api.Json("POST", "subscribers", new { subscriber = new { endpoint = "https://example.com/hook", email = "hook@example.com" } })).Refused(422, "subscriber.endpoint");
        (await api.Form("POST", "subscribers", "subscriber[phone_number]=5555550123&subscriber[phone_country]=us")).Refused(422, "subscriber.phone_number");
        (await api.Json("POST", "subscribers", new { subscriber = new { } })).Refused(422, "subscriber.email");
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "x@example.com\r\nBcc: y@example.com" } })).Refused(422, "subscriber.email");
        (await api.Json("POST", "subscribers", new { subscriber = new { email = "x@example.com", language = "xx" } })).Refused(422, "subscriber.language");
    }

    private static List<string> Ids(Answer list) => [.. list.Expect(HttpStatusCode.OK).Rows.Select(r => r.GetProperty("id").GetString()!)];

    private static async Task<long> Count(ApiFixture api) => (await api.Fetch("subscribers/count?type=email"))["email"].GetInt64();
}
