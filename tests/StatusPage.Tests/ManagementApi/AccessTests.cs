using System.Net;
using StatusPage.Operators;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.ManagementApi;

public sealed class AccessTests(ApiFixture api) : IClassFixture<ApiFixture>
{
    [Theory]
    [InlineData("OAuth")]
    [InlineData("Oauth")]
    [InlineData("Bearer")]
    public async Task A_key_is_taken_under_each_name_that_clients_write(string scheme)
    {
        using var answer = await Sent("GET", "", $"{scheme} {api.ViewerKey}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_key_is_taken_from_the_address()
    {
        using var answer = await Sent("GET", $"?api_key={api.ViewerKey}", null);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("GET", "", null, 401)]
    [InlineData("POST", "", null, 401)]
    [InlineData("GET", "", "OAuth wrong", 401)]
    [InlineData("GET", "", "Basic dmlld2VyOg==", 401)]
    [InlineData("GET", "", "OAuth", 401)]
    [InlineData("GET", "?api_key=", null, 401)]
    [InlineData("GET", "?api_key=wrong", null, 401)]
    [InlineData("GET", "/no/such/place", null, 401)]
    public async Task Without_a_valid_key_nothing_is_read_or_written(string method, string suffix, string? authorization, int status)
    {
        using var message = await Sent(method, suffix, authorization);
        (await Answer.Of(message)).Refused(status, "API key");
    }

    [Fact]
    public async Task A_viewer_reads_and_does_not_write()
    {
        (await api.Fetch("components", api.ViewerKey)).Expect(HttpStatusCode.OK);
        (await api.Fetch("subscribers", api.ViewerKey)).Expect(HttpStatusCode.OK);
        (await api.Json("POST", "components", new { component = new { name = "x" } }, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("PATCH", $"/v1/pages/{api.Page}", new { page = new { name = "x" } }, api.ViewerKey)).Refused(403, "operator");
        (await api.Json("DELETE", "incidents/nonesuch0000", null, api.ViewerKey)).Refused(403, "operator");
    }

    [Fact]
    public async Task A_revoked_key_is_worth_nothing()
    {
        var key = await api.NewKey(Role.Owner);
        (await api.Json("POST", "components", new { component = new { name = "Before" } }, key.Secret)).Expect(HttpStatusCode.Created);
        await api.Get<ApiKeys>().Revoke(key.Key.Id, Actor.System);
        (await api.Fetch("components", key.Secret)).Refused(401, "API key");
        (await api.Json("POST", "components", new { component = new { name = "After" } }, key.Secret)).Refused(401, "API key");
    }

    [Fact]
    public async Task A_wrong_address_is_a_404_in_JSON_with_and_without_the_suffix()
    {
        (await api.Fetch("nothing")).Refused(404, "nothing");
        (await api.Fetch("/v1/nothing.json")).Refused(404, "/v1/nothing");
        (await api.Json("DELETE", "components")).Refused(404, "DELETE");
    }

    private async Task<HttpResponseMessage> Sent(string method, string suffix, string? authorization)
    {
        using var request = new HttpRequestMessage(new(method), new Uri($"/v1/pages/{api.Page}/components{suffix}", UriKind.Relative));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return await api.Client.SendAsync(request);
    }
}

public sealed class RateLimitTests(RateLimitTests.Slow api) : IClassFixture<RateLimitTests.Slow>
{
    [Fact]
    public async Task A_key_that_asks_too_often_is_told_when_to_come_back_and_others_are_not_held_up()
    {
        for (var i = 0; i < 3; i++)
        {
            (await api.Fetch("components")).Expect(HttpStatusCode.OK);
        }

        api.Clock.Advance(TimeSpan.FromSeconds(20));
        var refused = (await api.Fetch("components")).Refused(420, "3 requests");
        Assert.Equal(TimeSpan.FromSeconds(40), refused.Message.Headers.RetryAfter?.Delta);
        (await api.Fetch("components", api.ViewerKey)).Expect(HttpStatusCode.OK);
        api.Clock.Advance(TimeSpan.FromSeconds(40));
        (await api.Fetch("components")).Expect(HttpStatusCode.OK);
    }

    public sealed class Slow : ApiFixture
    {
        protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Api:RequestsPerMinute", "3")];
    }
}
