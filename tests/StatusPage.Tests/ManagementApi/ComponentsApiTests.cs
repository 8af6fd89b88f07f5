using System.Net;
using System.Text.Json;

namespace StatusPage.Tests.ManagementApi;

public sealed class ComponentsApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    private static readonly string[] Keys =
    [
        "automation_email", "created_at", "description", "group", "group_id", "id", "name", "only_show_if_degraded", "page_id", "position", "showcase",
        "start_date", "status", "updated_at",
    ];

    [Fact]
    public async Task A_component_is_created_read_changed_and_deleted()
    {
        var created = (await api.Json("POST", "components", new
        {
            component = new { name = "로그인", description = "Signing in", status = "degraded_performance", showcase = false, only_show_if_degraded = true, start_date = "2026-01-31" },
        })).Expect(HttpStatusCode.Created);
        var id = created.Text("id");
        Assert.Equal(Keys, created.Body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal("로그인", created.Text("name"));
        Assert.Equal("degraded_performance", created.Text("status"));
        Assert.Equal("2026-01-31", created.Text("start_date"));
        Assert.Equal(api.Page, created.Text("page_id"));
        Assert.Equal("2035-01-01T09:00:00.000Z", created.Text("created_at"));
        Assert.Equal(JsonValueKind.Number, created["position"].ValueKind);
        Assert.False(created["group"].GetBoolean());

        var changed = (await api.Json("PATCH", $"components/{id}", new { component = new { status = "major_outage" } })).Expect(HttpStatusCode.OK);
        Assert.Equal("major_outage", changed.Text("status"));
        Assert.Equal("Signing in", changed.Text("description"));

        var replaced = (await api.Json("PUT", $"components/{id}", new { component = new { name = "Login", description = (string?)null, start_date = (string?)null } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Login", replaced.Text("name"));
        Assert.Equal(JsonValueKind.Null, replaced["description"].ValueKind);
        Assert.Equal("Login", (await api.Fetch($"components/{id}")).Expect(HttpStatusCode.OK).Text("name"));

        Assert.Equal(JsonValueKind.Undefined, (await api.Json("DELETE", $"components/{id}")).Expect(HttpStatusCode.NoContent).Body.ValueKind);
        (await api.Fetch($"components/{id}")).Refused(404, id);
        (await api.Json("DELETE", $"components/{id}")).Refused(404, id);
        (await api.Json("PATCH", $"components/{id}", new { component = new { name = "x" } })).Refused(404, id);
    }

    [Fact]
    public async Task A_form_says_the_same_as_JSON()
    {
        var form = (await api.Form("POST", "components.json", "component[name]=Log+in%20%EC%99%80&component[status]=partial_outage&component[showcase]=false&component[start_date]=2026-02-01&component[group_id]="))
            .Expect(HttpStatusCode.Created);
        var json = (await api.Json("POST", "components.json", new { component = new { name = "Log in 와", status = "partial_outage", showcase = false, start_date = "2026-02-01", group_id = (string?)null } }))
            .Expect(HttpStatusCode.Created);
        foreach (var key in Keys.Except(["id", "position"]))
        {
            Assert.Equal(json[key].GetRawText(), form[key].GetRawText());
        }
    }

    [Fact]
    public async Task A_list_has_groups_as_rows_and_comes_in_pages()
    {
        var first = await api.NewComponent("Pay");
        var second = await api.NewComponent("Taxi");
        var group = (await api.Json("POST", "component-groups", new { component_group = new { name = "Services", components = new[] { second, first } } })).Expect(HttpStatusCode.Created);
        Assert.Equal([second, first], group["components"].EnumerateArray().Select(c => c.GetString()));

        var rows = (await api.Fetch("components?per_page=100")).Expect(HttpStatusCode.OK).Rows.ToList();
        Assert.True(rows.Single(r => r.GetProperty("id").GetString() == group.Text("id")).GetProperty("group").GetBoolean());
        Assert.Equal(group.Text("id"), rows.Single(r => r.GetProperty("id").GetString() == first).GetProperty("group_id").GetString());
        Assert.Equal(rows.Count, rows.Select(r => r.GetProperty("id").GetString()).Distinct().Count());

        var paged = new List<string>();
        for (var page = 1; ; page++)
        {
            var part = (await api.Fetch($"components?per_page=2&page={page}")).Rows.Select(r => r.GetProperty("id").GetString()!).ToList();
            paged.AddRange(part);
            if (part.Count < 2)
            {
                break;
            }
        }

        Assert.Equal(rows.Select(r => r.GetProperty("id").GetString()!), paged);
        (await api.Fetch("components?per_page=0")).Refused(422, "per_page");
        (await api.Fetch("components?page=-1")).Refused(422, "page");
        (await api.Fetch("components?page=many")).Refused(422, "page");
        (await api.Fetch("components?page=999999&per_page=100")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_group_is_created_read_changed_and_deleted_and_its_members_stay()
    {
        var member = await api.NewComponent("Mail");
        var created = (await api.Form("POST", "component-groups", $"description=Outside&component_group[name]=Talk&component_group[components][]={member}")).Expect(HttpStatusCode.Created);
        var id = created.Text("id");
        Assert.Equal("Outside", created.Text("description"));
        Assert.Equal(["components", "created_at", "description", "id", "name", "page_id", "position", "updated_at"],
            created.Body.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Contains((await api.Fetch("component-groups")).Rows, g => g.GetProperty("id").GetString() == id);
        Assert.Equal("Talk", (await api.Fetch($"component-groups/{id}")).Text("name"));
        Assert.Equal(id, (await api.Fetch($"components/{member}")).Text("group_id"));

        var changed = (await api.Json("PATCH", $"component-groups/{id}", new { component_group = new { name = "Talking" } })).Expect(HttpStatusCode.OK);
        Assert.Equal("Talking", changed.Text("name"));
        Assert.Equal("Outside", changed.Text("description"));
        Assert.Single(changed["components"].EnumerateArray());
        var emptied = (await api.Json("PUT", $"component-groups/{id}", new { component_group = new { components = Array.Empty<string>() } })).Expect(HttpStatusCode.OK);
        Assert.Empty(emptied["components"].EnumerateArray());

        Assert.Equal(id, (await api.Json("DELETE", $"component-groups/{id}")).Expect(HttpStatusCode.OK).Text("id"));
        (await api.Fetch($"component-groups/{id}")).Refused(404, id);
        (await api.Fetch($"components/{member}")).Expect(HttpStatusCode.OK);
    }

    [Fact]
    public async Task What_does_not_exist_is_named()
    {
        (await api.Json("POST", "components", new { component = new { name = "x", group_id = "nonesuch0000" } })).Refused(422, "component.group_id");
        (await api.Json("POST", "component-groups", new { component_group = new { name = "x", components = new[] { "nonesuch0000" } } })).Refused(422, "nonesuch0000");
        (await api.Json("POST", "components", new { component = new { name = "x", status = "on_fire" } })).Refused(422, "operational, under_maintenance, degraded_performance");
    }
}
