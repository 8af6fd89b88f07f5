using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using StatusPage.Operators;
using StatusPage.Platform;
using StatusPage.Platform.Audit;

namespace StatusPage.Tests.Operators;

public sealed class AuthenticationTests(AuthenticationTests.Doors app) : IClassFixture<AuthenticationTests.Doors>
{
    private const string Cookie = "statuspage_session";

    [Theory]
    [InlineData(nameof(Role.Viewer), 200, 403, 403)]
    [InlineData(nameof(Role.Operator), 200, 200, 403)]
    [InlineData(nameof(Role.Owner), 200, 200, 200)]
    public async Task Each_role_opens_its_own_doors_and_those_below(string roleName, int view, int act, int own)
    {
        var role = Enum.Parse<Role>(roleName);
        var token = await Session(role);
        var key = (await app.Get<ApiKeys>().Create("program", role, Actor.System)).Secret;
        foreach (var (door, expected) in new[] { ("view", view), ("act", act), ("own", own) })
        {
            using var byCookie = await Sent($"/console/door/{door}", cookie: token);
            Assert.Equal(expected, (int)byCookie.StatusCode);
        }

        foreach (var (door, expected) in new[] { ("view", view), ("act", act) })
        {
            using var byKey = await Sent($"/v1/door/{door}", authorization: $"OAuth {key}");
            Assert.Equal(expected, (int)byKey.StatusCode);
        }
    }

    [Fact]
    public async Task Who_acts_is_known_by_kind_id_and_name()
    {
        var made = await app.Get<ApiKeys>().Create("importer", Role.Viewer, Actor.System);
        foreach (var scheme in new[] { "OAuth", "Oauth", "oauth", "Bearer" })
        {
            using var answer = await Sent("/v1/door/view", authorization: $"{scheme} {made.Secret}");
            Assert.Equal(new Actor("api_key", made.Key.Id, "importer"), await answer.Content.ReadFromJsonAsync<Actor>());
        }

        using var byQuery = await Sent($"/v1/door/view?api_key={made.Secret}");
        Assert.Equal(HttpStatusCode.OK, byQuery.StatusCode);
        var who = await app.Get<OperatorService>().Add("named@example.com", "이름", Role.Viewer, OperatorsUnderTest.Password, Actor.System);
        using var byCookie = await Sent("/console/door/view", cookie: await app.Get<Sessions>().Start(who, null));
        Assert.Equal(new Actor("operator", who.Id, "이름"), await byCookie.Content.ReadFromJsonAsync<Actor>());
    }

    [Fact]
    public async Task A_revoked_session_or_key_is_refused_with_the_next_request()
    {
        var token = await Session(Role.Viewer);
        var session = (await app.Get<Sessions>().Resolve(token))!;
        await app.Get<Sessions>().Revoke(session.Operator.Id, session.Id, Actor.System);
        using var byCookie = await Sent("/console/door/view", cookie: token);
        Assert.Equal(HttpStatusCode.Redirect, byCookie.StatusCode);

        var made = await app.Get<ApiKeys>().Create("program", Role.Owner, Actor.System);
        await app.Get<ApiKeys>().Revoke(made.Key.Id, Actor.System);
        using var byKey = await Sent("/v1/door/view", authorization: $"OAuth {made.Secret}");
        await Refused(byKey, 401, "revoked");
    }

    [Theory]
    [InlineData(null, "API key is needed")]
    [InlineData("OAuth", "API key is needed")]
    [InlineData("OAuth wrong", "unknown")]
    [InlineData("Basic d3Jvbmc6d3Jvbmc=", "API key is needed")]
    public async Task Without_a_key_the_api_says_so_in_both_words(string? authorization, string said)
    {
        using var answer = await Sent("/v1/door/view", authorization: authorization);
        await Refused(answer, 401, said);
    }

    [Fact]
    public async Task A_key_is_no_session_and_a_session_is_no_key()
    {
        var token = await Session(Role.Owner);
        var key = (await app.Get<ApiKeys>().Create("program", Role.Owner, Actor.System)).Secret;
        using var console = await Sent($"/console/door/view?api_key={key}", $"OAuth {key}");
        Assert.Equal(HttpStatusCode.Redirect, console.StatusCode);
        using var withCookie = await Sent("/v1/door/view", cookie: token);
        await Refused(withCookie, 401, "API key");
        using var crossed = await Sent("/v1/door/view", $"OAuth {token}");
        await Refused(crossed, 401, "API key");
    }

    [Theory]
    [InlineData("/console/door/view?a=1&b=%20", "GET", "/console/sign-in?returnUrl=%2Fconsole%2Fdoor%2Fview%3Fa%3D1%26b%3D%2520")]
    [InlineData("/console/door/view?a=1", "POST", "/console/sign-in?returnUrl=%2Fconsole%2Fdoor%2Fview")]
    [InlineData("/door", "GET", "/console/sign-in")]
    public async Task A_stranger_is_led_to_sign_in_and_back(string path, string method, string expected)
    {
        using var answer = await Sent(path, method: method);
        Assert.Equal(HttpStatusCode.Redirect, answer.StatusCode);
        Assert.Equal(expected, answer.Headers.Location?.OriginalString);
    }

    [Fact]
    public async Task A_script_is_told_that_the_session_is_over_instead_of_being_sent_a_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri("/console/door/view", UriKind.Relative));
        request.Headers.Add("Sec-Fetch-Dest", "empty");
        using var answer = await app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    [Theory]
    [InlineData("/console", "/console")]
    [InlineData("/console/incidents?x=1", "/console/incidents?x=1")]
    [InlineData("/console?x=1", "/console?x=1")]
    [InlineData("/console.example.com", "/console")]
    [InlineData("//example.com/console", "/console")]
    [InlineData("/\\example.com", "/console")]
    [InlineData("/console/\\example.com", "/console")]
    [InlineData("/console/\r\nSet-Cookie: a=b", "/console")]
    [InlineData("https://example.com/console", "/console")]
    [InlineData("javascript:alert(1)", "/console")]
    [InlineData("/console/../../x", "/console")]
    [InlineData("/console/a/%2e%2E/.%2e/x?y", "/console")]
    [InlineData("/console/incidents?q=/../x", "/console/incidents?q=/../x")]
    [InlineData("", "/console")]
    [InlineData(null, "/console")]
    public void Signing_in_never_leads_to_another_place_than_the_console(string? wanted, string expected) =>
        Assert.Equal(expected, ReturnUrl.OrConsole(wanted));

    [Theory]
    [InlineData("http", "statuspage_session=secret; max-age=2592000; path=/; samesite=lax; httponly")]
    [InlineData("https", "__Host-statuspage_session=secret; max-age=2592000; path=/; secure; samesite=lax; httponly")]
    public void The_cookie_is_kept_from_scripts_and_over_https_from_everybody_else(string scheme, string expected)
    {
        var http = new DefaultHttpContext { Request = { Scheme = scheme } };
        SessionCookie.Write(http, "secret");
        Assert.Equal(expected, http.Response.Headers.SetCookie.ToString());
        http.Request.Headers.Cookie = "statuspage_session=plain; __Host-statuspage_session=secure";
        Assert.Equal(scheme == "http" ? "plain" : "secure", SessionCookie.Read(http.Request));
    }

    private async Task<string> Session(Role role)
    {
        var name = $"{role}-{Ids.New()}";
        var who = await app.Get<OperatorService>().Add($"{name}@example.com", name, role, OperatorsUnderTest.Password, Actor.System);
        return await app.Get<Sessions>().Start(who, "Browser");
    }

    private async Task<HttpResponseMessage> Sent(string path, string? authorization = null, string? cookie = null, string method = "GET")
    {
        using var request = new HttpRequestMessage(new(method), new Uri(path, UriKind.Relative));
        if (authorization is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", authorization);
        }

        if (cookie is not null)
        {
            request.Headers.Add("Cookie", $"{Cookie}={cookie}");
        }

        return await app.Client.SendAsync(request);
    }

    private static async Task Refused(HttpResponseMessage answer, int status, string said)
    {
        Assert.Equal(status, (int)answer.StatusCode);
        using var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Contains(said, body.RootElement.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(body.RootElement.GetProperty("message").GetString(), body.RootElement.GetProperty("error").GetString());
    }

    /// <summary>The program, with doors of its own behind each policy.</summary>
    public sealed class Doors : AppFixture
    {
        protected override void Configure(IServiceCollection services) => services.AddSingleton<IStartupFilter, Filter>();

        private sealed class Filter : IStartupFilter
        {
            public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
            {
                app.UseWhen(
                    http => http.Request.Path.Value!.Contains("/door", StringComparison.Ordinal),
                    doors => doors.UseRouting().UseAuthorization().UseEndpoints(endpoints =>
                    {
                        endpoints.Map("/door", Who).RequireAuthorization(Policies.Viewer);
                        endpoints.Map("/console/door/view", Who).RequireAuthorization(Policies.Viewer);
                        endpoints.Map("/console/door/act", Who).RequireAuthorization(Policies.Operator);
                        endpoints.Map("/console/door/own", Who).RequireAuthorization(Policies.Owner);
                        endpoints.Map("/v1/door/view", Who).RequireAuthorization(Policies.ApiRead);
                        endpoints.Map("/v1/door/act", Who).RequireAuthorization(Policies.ApiWrite);
                    }));
                next(app);
            };

            private static IResult Who(HttpContext http) => TypedResults.Ok(http.User.Actor());
        }
    }
}
