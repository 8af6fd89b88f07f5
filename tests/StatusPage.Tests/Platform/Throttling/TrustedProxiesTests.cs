using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Platform.Settings;
using StatusPage.Platform.Throttling;

namespace StatusPage.Tests.Platform.Throttling;

/// <summary>The client and the scheme that the program sees, and what follows from them.</summary>
public sealed class TrustedProxiesTests
{
    [Theory]
    [InlineData(null, "127.0.0.1", "203.0.113.7", "203.0.113.7", "https")]
    [InlineData(null, "::1", "2001:db8::7", "2001:db8::7", "https")]
    [InlineData(null, "::ffff:127.0.0.1", "203.0.113.7", "203.0.113.7", "https")]
    [InlineData(null, "192.0.2.1", "203.0.113.7", "192.0.2.1", "http")]
    [InlineData("10.0.0.0/8, 192.0.2.1", "192.0.2.1", "203.0.113.7", "203.0.113.7", "https")]
    [InlineData("10.0.0.0/8", "127.0.0.1", "203.0.113.7", "127.0.0.1", "http")]
    // What a client wrote itself stands before what the proxy added.
    [InlineData("10.0.0.0/8", "10.0.0.1", "198.51.100.9, 203.0.113.7", "203.0.113.7", "https")]
    [InlineData("10.0.0.0/8", "10.0.0.1", "198.51.100.9, 203.0.113.7, 10.0.0.2", "203.0.113.7", "https")]
    public async Task Who_is_believed(string? trusted, string peer, string forwarded, string client, string scheme)
    {
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(peer) }, Request = { Scheme = "http" } };
        context.Request.Headers["X-Forwarded-For"] = forwarded;
        context.Request.Headers["X-Forwarded-Proto"] = string.Join(", ", Enumerable.Repeat("https", forwarded.Split(',').Length));
        await Pass(trusted, context);
        Assert.Equal((client, scheme), (ClientAddress.Of(context).Replace("::/64", "::7", StringComparison.Ordinal), context.Request.Scheme));
    }

    [Theory]
    [InlineData("10")]
    [InlineData("10.0.0.0/33")]
    [InlineData("proxy.example.com")]
    [InlineData("127.0.0.1,,::1")]
    public void A_wrong_value_stops_the_start(string value)
    {
        var error = Assert.Throws<SettingException>(() => TrustedProxies.From(Settings(value)));
        Assert.Contains("Site:TrustedProxies", error.Message, StringComparison.Ordinal);
        Assert.Contains("10.0.0.0/8", error.Message, StringComparison.Ordinal);
    }

    private static IConfiguration Settings(string? trusted) =>
        new ConfigurationBuilder().AddInMemoryCollection([new("Site:TrustedProxies", trusted)]).Build();

    private static Task Pass(string? trusted, HttpContext context)
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        new TrustedProxies(TrustedProxies.From(Settings(trusted)), NullLoggerFactory.Instance).Configure(_ => { })(app);
        return app.Build()(context);
    }
}

/// <summary>The whole program behind a proxy on this machine.</summary>
public sealed class BehindProxyTests(AppFixture app) : IClassFixture<AppFixture>
{
    [Fact]
    public async Task Clients_behind_a_trusted_proxy_are_counted_each_for_themselves()
    {
        Assert.Equal(HttpStatusCode.OK, await UntilRefused("203.0.113.7"));
        Assert.Equal(HttpStatusCode.OK, await Subscribe("203.0.113.8", 99));
    }

    [Fact]
    public async Task Over_https_to_the_proxy_cookies_are_secure()
    {
        Assert.Contains("; secure", await FormCookie("https"), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("; secure", await FormCookie("http"), StringComparison.OrdinalIgnoreCase);
    }

    private async Task<string> FormCookie(string scheme)
    {
        using var client = Client("203.0.113.9", scheme);
        using var page = await client.GetAsync("/console/sign-in");
        return page.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("console_form=", StringComparison.Ordinal));
    }

    private async Task<HttpStatusCode> UntilRefused(string from)
    {
        var first = await Subscribe(from, 0);
        for (var i = 1; i < 100; i++)
        {
            if (await Subscribe(from, i) == HttpStatusCode.TooManyRequests)
            {
                return first;
            }
        }

        throw new InvalidOperationException("Nobody was refused.");
    }

    private async Task<HttpStatusCode> Subscribe(string from, int number)
    {
        using var client = Client(from, "http");
        using var form = new FormUrlEncodedContent([new("email", string.Create(CultureInfo.InvariantCulture, $"reader{number}@example.com")), new("scope", "all"), new("language", "en")]);
        using var answer = await client.PostAsync("/subscribe", form);
        return answer.StatusCode;
    }

    private HttpClient Client(string from, string scheme)
    {
        var client = app.NewClient();
        client.DefaultRequestHeaders.Add("X-Forwarded-For", from);
        client.DefaultRequestHeaders.Add("X-Forwarded-Proto", scheme);
        return client;
    }
}
