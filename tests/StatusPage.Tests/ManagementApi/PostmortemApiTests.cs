using System.Net;
using System.Text.Json;

namespace StatusPage.Tests.ManagementApi;

public sealed class PostmortemApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private const string Secret = "what nobody reads yet";

    [Fact]
    public async Task A_postmortem_is_drafted_published_read_taken_back_and_deleted()
    {
        var id = await Resolved();
        (await api.Fetch(At(id))).Expect(HttpStatusCode.NotFound);

        var drafted = (await api.Json("PUT", At(id), new { postmortem = new { body_draft = "A cable burnt." } })).Expect(HttpStatusCode.OK);
        Assert.Equal(
            ["body", "body_draft", "body_draft_updated_at", "body_updated_at", "created_at", "custom_tweet", "notify_subscribers", "notify_twitter", "preview_key", "published_at", "updated_at"],
            drafted.Body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(("A cable burnt.", JsonValueKind.Null), (drafted.Text("body_draft"), drafted["body"].ValueKind));
        Assert.Equal(JsonValueKind.Null, (await api.Fetch($"incidents/{id}"))["postmortem_body"].ValueKind);

        var published = (await api.Json("PUT", At(id, "publish"), new { postmortem = new { notify_subscribers = false, notify_twitter = false } })).Expect(HttpStatusCode.OK);
        Assert.Equal(("A cable burnt.", JsonValueKind.Null, true), (published.Text("body"), published["body_draft"].ValueKind, published["notify_subscribers"].GetBoolean()));
        Assert.EndsWith("Z", published.Text("published_at"), StringComparison.Ordinal);
        var incident = await api.Fetch($"incidents/{id}");
        Assert.Equal(("A cable burnt.", true, "resolved"), (incident.Text("postmortem_body"), incident["postmortem_published_at"].GetBoolean(), incident.Text("status")));
        Assert.Contains((await api.Fetch("incidents")).Body.EnumerateArray(), i => i.GetProperty("postmortem_body").GetString() == "A cable burnt.");

        var reverted = (await api.Send("PUT", At(id, "revert"), null)).Expect(HttpStatusCode.OK);
        Assert.Equal((JsonValueKind.Null, "A cable burnt."), (reverted["published_at"].ValueKind, reverted.Text("body_draft")));
        (await api.Send("PUT", At(id, "revert"), null)).Refused(409, "not published");
        (await api.Json("DELETE", At(id))).Expect(HttpStatusCode.NoContent);
        (await api.Json("DELETE", At(id))).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_form_says_it_too_and_publishing_needs_no_body()
    {
        var id = await Resolved();
        (await api.Form("PUT", At(id), "postmortem[body_draft]=%ED%95%9C%EA%B5%AD%EC%96%B4")).Expect(HttpStatusCode.OK);
        Assert.Equal("한국어", (await api.Send("PUT", At(id, "publish"), null)).Expect(HttpStatusCode.OK).Text("body"));
    }

    [Fact]
    public async Task What_is_wrong_is_refused_with_its_reason()
    {
        var open = await api.NewIncident();
        (await api.Json("PUT", At(open), new { postmortem = new { body_draft = "Early" } })).Expect(HttpStatusCode.OK);
        (await api.Send("PUT", At(open, "publish"), null)).Refused(409, "once it is resolved");
        var id = await Resolved();
        (await api.Send("PUT", At(id, "publish"), null)).Refused(422, "postmortem.body_draft must be given: there is no draft.");
        (await api.Json("PUT", At(id), new { postmortem = new { } })).Refused(422, "postmortem.body_draft must be given.");
        (await api.Json("PUT", At(id), new { postmortem = new { body_draft = 7 } })).Refused(422, "must be a text");
        (await api.Json("PUT", At(id), new { postmortem = new { body_draft = new string('x', 60_001) } })).Refused(422, "60000 characters");
        (await api.Json("PUT", At(id), new { postmortem = new { body_draft = new string('x', 300_000) } })).Expect(HttpStatusCode.RequestEntityTooLarge);
        (await api.Json("PUT", At(id), new { postmortem = new { body = "x", bodydraft = "x" } })).Refused(422, "bodydraft");
        (await api.Json("PUT", At("000000000000"), new { postmortem = new { body_draft = "x" } })).Expect(HttpStatusCode.NotFound);
        (await api.Fetch(At(id))).Expect(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_viewer_writes_nothing_and_a_stranger_reads_nothing()
    {
        var id = await Resolved();
        (await api.Json("PUT", At(id), new { postmortem = new { body_draft = Secret } })).Expect(HttpStatusCode.OK);
        foreach (var (method, path) in new[] { ("PUT", At(id)), ("DELETE", At(id)), ("PUT", At(id, "publish")), ("PUT", At(id, "revert")) })
        {
            (await api.Json(method, path, new { postmortem = new { body_draft = "x" } }, api.ViewerKey)).Expect(HttpStatusCode.Forbidden);
            (await api.Json(method, path, new { postmortem = new { body_draft = "x" } }, "nobody")).Expect(HttpStatusCode.Unauthorized);
        }

        (await api.Fetch(At(id), "nobody")).Expect(HttpStatusCode.Unauthorized);
        Assert.Equal(Secret, (await api.Fetch(At(id), api.ViewerKey)).Text("body_draft"));
    }

    private async Task<string> Resolved()
    {
        var id = await api.NewIncident();
        (await api.Json("PATCH", $"incidents/{id}", new { incident = new { status = "resolved", body = "Over." } })).Expect(HttpStatusCode.OK);
        return id;
    }

    private static string At(string id, string act = "") => $"incidents/{id}/postmortem{(act == "" ? "" : "/" + act)}";
}
