using System.Net;

namespace StatusPage.Tests.ManagementApi;

public sealed class PagesApiTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Fact]
    public async Task The_page_is_listed_read_and_changed_and_times_are_written_in_its_zone()
    {
        var listed = (await api.Fetch("/v1/pages.json")).Expect(HttpStatusCode.OK).Rows.Single();
        Assert.Equal(api.Page, listed.GetProperty("id").GetString());
        Assert.Equal(45, listed.EnumerateObject().Count());

        var changed = (await api.Json("PATCH", $"/v1/pages/{api.Page}", new { page = new { name = "예시", url = "https://status.example.com/", time_zone = "Asia/Seoul" } })).Expect(HttpStatusCode.OK);
        Assert.Equal(("예시", "https://status.example.com", "status.example.com"), (changed.Text("name"), changed.Text("url"), changed.Text("domain")));
        Assert.Equal("2035-01-01T18:00:00.000+09:00", changed.Text("created_at"));
        Assert.Equal("https://other.example.com", (await api.Form("PUT", $"/v1/pages/{api.Page}", "page[domain]=other.example.com")).Expect(HttpStatusCode.OK).Text("url"));
        Assert.Equal("예시", (await api.Fetch($"/v1/pages/{api.Page}.json")).Text("name"));

        (await api.Json("PATCH", $"/v1/pages/{api.Page}", new { page = new { time_zone = "Mars/Olympus" } })).Refused(422, "time_zone");
        (await api.Json("PATCH", $"/v1/pages/{api.Page}", new { page = new { url = "javascript:alert(1)" } })).Refused(422, "url");
        (await api.Json("PATCH", $"/v1/pages/{api.Page}", new { page = new { domain = "no host" } })).Refused(422, "page.domain");
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("PATCH", "")]
    [InlineData("GET", "/components")]
    [InlineData("POST", "/components")]
    [InlineData("GET", "/component-groups")]
    [InlineData("GET", "/incidents")]
    [InlineData("GET", "/incidents/scheduled")]
    [InlineData("GET", "/subscribers/count")]
    public async Task Another_page_is_not_here(string method, string path) =>
        (await api.Json(method, $"/v1/pages/nonesuch0000{path}", method == "GET" ? null : new { component = new { name = "x" }, page = new { } })).Refused(404, "nonesuch0000");
}
