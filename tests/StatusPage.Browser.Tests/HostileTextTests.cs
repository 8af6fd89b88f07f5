using System.Net;
using StatusPage.Operators;
using StatusPage.Subscriptions;

namespace StatusPage.Browser.Tests;

public sealed class HostileTextTests(HostileFixture app) : IClassFixture<HostileFixture>
{
    /// <summary>What would have run, or could be clicked to run.</summary>
    private const string Signs = """
        const bad = [...document.querySelectorAll('*')].filter(e => [...e.attributes].some(a => a.name.startsWith('on')
          || (['href', 'src', 'action', 'formaction'].includes(a.name) && /^\s*(javascript|data|vbscript):/i.test(a.value)) || a.name === 'srcdoc')
          || (e.tagName === 'SCRIPT' && !e.src.startsWith(location.origin)) || e.getAttribute('src') === 'x');
        return [...bad.map(e => e.outerHTML.slice(0, 200)), ...(window.__xss ? ['ran ' + window.__xss] : [])];
        """;

    [Fact]
    public async Task Nothing_that_people_write_runs_on_any_page()
    {
        using var browser = Browser.Open(app.Address);
        // The policy in the headers would stop it too; here the pages have to hold without it.
        browser.Cdp("Page.setBypassCSP", ("enabled", true));
        await app.MailTo(browser, "reader@example.com", "");
        await app.Published(browser);
        var inspection = new Inspection(browser);
        var token = app.Get<LinkTokens>().ManageToken(app.SubscriptionId);
        await new Crawler(browser).Follow(
            ["/en/", "/ko/", $"/manage/{token}", $"/unsubscribe/{token}"], path => path.StartsWith("/en/", StringComparison.Ordinal), Look);
        await BrowserFixture.SignIn(browser, Role.Owner);
        await new Crawler(browser).Follow(["/console"], PageTests.OfConsole, async () =>
        {
            await Look();
            if (browser.Run("return document.querySelector('iframe')?.getAttribute('src')") is string framed)
            {
                browser.Go(framed);
                await Look();
                browser.Page.Navigate().Back();
            }
        });
        inspection.Done();

        Task Look()
        {
            inspection.Note("hostile", ((IReadOnlyCollection<object>)browser.Run(Signs)!).Cast<string>());
            inspection.Listen();
            return Task.CompletedTask;
        }
    }

    [Fact]
    public async Task Nothing_that_a_visitor_sends_runs_or_leads_away()
    {
        using var browser = Browser.Open(app.Address);
        browser.Cdp("Page.setBypassCSP", ("enabled", true));
        await app.Published(browser);
        var evil = Uri.EscapeDataString(HostileFixture.Evil);
        string[] open = ["/en/subscribe?email=" + evil, "/en/" + evil, "/en/incidents/" + evil, "/en/history/" + evil, "/manage/" + evil, "/unsubscribe/" + evil, "/subscribe/confirm/" + evil, "/console/setup/" + evil];
        foreach (var path in open)
        {
            Visit(path);
        }

        browser.Go("/en/subscribe");
        browser.Type("#email", HostileFixture.Evil.Replace("\u202E", "", StringComparison.Ordinal) + "@example.com");
        browser.Press("Send me the confirmation mail");
        await browser.Until(_ => browser.Has("#email[aria-invalid]"), "the refusal");
        Clean();
        foreach (var way in new[] { "javascript:window.__xss=1", "//evil.example/", "https://evil.example/", "/console\\evil", "/console/../../evil.example", "\"><script>window.__xss=1</script>" })
        {
            await Entering(browser, way);
            Clean();
        }

        string[] within = ["/console/incidents?q=", "/console/subscribers?state=", "/console/subscribers?q=", "/console/audit?before=", "/console/mail/message/", "/console/incidents/", "/console/language/"];
        foreach (var path in within)
        {
            Visit(path + evil);
        }

        void Visit(string path)
        {
            browser.Go(path);
            Clean();
        }

        void Clean() => Assert.Empty((IReadOnlyCollection<object>)browser.Run(Signs)!);
    }

    [Theory]
    [InlineData("a@example.com\r\nBcc: b@example.com")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData("\"a\r\n .\"@example.com")]
    [InlineData("a@example.com\u2028Subject: x")]
    public async Task An_address_brings_no_header_into_a_mail(string address)
    {
        using var form = new FormUrlEncodedContent([new("email", address), new("language", "en"), new("scope", "all"), new("page", "en")]);
        using var answer = await app.Client.PostAsync("/subscribe", form);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
    }

    private static async Task Entering(Browser browser, string wayBack)
    {
        browser.Page.Manage().Cookies.DeleteAllCookies();
        browser.Go("/console/sign-in?returnUrl=" + Uri.EscapeDataString(wayBack));
        browser.Type("#email", BrowserFixture.Email(Role.Owner));
        browser.Type("#password", BrowserFixture.Password);
        browser.Find("main button").Click();
        await browser.Until(_ => !browser.Here.StartsWith("/console/sign-in", StringComparison.Ordinal) && browser.Has("main h1"), "the way in");
        Assert.StartsWith(browser.Site.ToString(), browser.Page.Url, StringComparison.Ordinal);
    }
}
