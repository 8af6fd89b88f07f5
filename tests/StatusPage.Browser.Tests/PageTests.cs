using StatusPage.Operators;
using StatusPage.Subscriptions;

namespace StatusPage.Browser.Tests;

public sealed class PageTests(FurnishedFixture app) : IClassFixture<FurnishedFixture>
{
    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Every_public_page_is_accessible_in_light_and_dark_fits_a_phone_and_asks_no_other_host(string language)
    {
        using var browser = Browser.Open(app.Address);
        await app.Published(browser);
        var token = app.Get<LinkTokens>().ManageToken(app.SubscriptionId);
        var other = language == "en" ? "/ko/" : "/en/";
        string[] start = [$"/{language}/", $"/{language}/nowhere", $"/manage/{token}", $"/unsubscribe/{token}", "/subscribe/confirm/wrong"];
        var (inspection, crawler) = (new Inspection(browser), new Crawler(browser));

        await crawler.Follow(start, path => path.StartsWith($"/{language}/", StringComparison.Ordinal) && !path.StartsWith(other, StringComparison.Ordinal), inspection.Look);

        inspection.Done();
        Assert.Contains($"/{language}/incidents/{{id}}", crawler.Kinds);
        Assert.Contains($"/{language}/history/2026-11", crawler.Kinds);
        Assert.Contains($"/{language}/subscribe", crawler.Kinds);
        Assert.Contains($"/{language}/record", crawler.Kinds);
    }

    [Fact]
    public async Task A_broken_promise_turns_late_by_itself_and_is_readable_in_light_and_dark()
    {
        using var browser = Browser.Open(app.Address);
        browser.BeforeEachPage("{ const real = Date.now.bind(Date); window.later = 0; Date.now = () => real() + window.later; }");
        await app.Published(browser);
        browser.Go("/en/");
        Assert.True(browser.Has("[data-due]:not(.late)"));

        browser.Run("window.later = 2400000; document.dispatchEvent(new Event('visibilitychange'))");

        await browser.Until(_ => browser.Find(".late .by").Text.EndsWith(" min late", StringComparison.Ordinal) && browser.Text.Contains("has not come. We are sorry.", StringComparison.Ordinal), "how late");
        var inspection = new Inspection(browser);
        await inspection.Look();
        inspection.Done();
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task Every_page_of_the_console_is_accessible_fits_a_phone_and_asks_no_other_host(string language)
    {
        using var browser = Browser.Open(app.Address);
        await app.MailTo(browser, "reader@example.com", "Power is out");
        browser.Go($"/console/language/{language}");
        var inspection = new Inspection(browser);
        await inspection.Look();
        await BrowserFixture.SignIn(browser, Role.Owner);
        var crawler = new Crawler(browser);

        await crawler.Follow(["/console", "/console/nowhere", "/console/incidents?q=nothing"], OfConsole, language == "en" ? inspection.Look : inspection.LookAtLayout);

        inspection.Done();
        string[] known =
        [
            "/console", "/console/incidents", "/console/incidents/new", "/console/incidents/{id}", "/console/incidents/{id}/edit", "/console/incidents/{id}/ledger",
            "/console/incidents/{id}/updates/{id}/correct", "/console/services", "/console/services/component", "/console/services/component/{id}",
            "/console/services/group", "/console/services/group/{id}", "/console/subscribers", "/console/subscribers/add", "/console/mail",
            "/console/mail/message/{id}", "/console/operators", "/console/keys", "/console/audit", "/console/account",
        ];
        Assert.Empty(known.Except(crawler.Kinds));
    }

    internal static bool OfConsole(string path) =>
        path.StartsWith("/console", StringComparison.Ordinal) && !path.StartsWith("/console/language/", StringComparison.Ordinal);
}
