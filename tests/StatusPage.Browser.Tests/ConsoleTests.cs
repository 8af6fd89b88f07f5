using System.Net;
using OpenQA.Selenium;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Browser.Tests;

public sealed class ConsoleTests(BrowserFixture app) : IClassFixture<BrowserFixture>
{
    [Fact]
    public async Task The_set_up_link_makes_an_owner_who_posts_an_incident_and_its_end_by_keyboard()
    {
        using var browser = Browser.Open(app.Address);
        var inspection = new Inspection(browser);
        await SetUp(browser, inspection);
        var (messenger, pay) = (await Component("Messenger"), await Component("Pay"));
        foreach (var (address, scope) in new[] { ("all@example.com", SubscriptionScope.All), ("pay@example.com", SubscriptionScope.Of([pay.Id], [])) })
        {
            await app.Get<Subscribers>().Create(address, scope, "en", skipConfirmation: true, Actor.System);
        }

        browser.Go("/console");
        TabTo(browser, "document.activeElement.pathname === '/console/incidents/new'", Keys.Enter);
        await browser.UntilHeading("Post an incident");
        await Tell(browser, "Tell 1 person");
        TabTo(browser, "document.activeElement.id === 'incident-name'", "Messages do not arrive");
        TabTo(browser, "document.activeElement.id === 'incident-effect_cannot'", "send messages");
        TabTo(browser, "document.activeElement.tagName === 'TEXTAREA'", "We are **looking**.");
        await browser.UntilTrue("document.querySelector('[data-preview] strong')?.textContent === 'looking'", "the preview");
        TabTo(browser, $"document.activeElement.dataset.component === '{messenger.Id}'", Keys.End);
        await Tell(browser, "Tell 1 person");
        TabTo(browser, $"document.activeElement.dataset.component === '{pay.Id}'", Keys.End);
        await Tell(browser, "Tell 2 people");
        TabTo(browser, "document.activeElement.hasAttribute('data-tell')", Keys.Enter);
        await browser.UntilHeading("Messages do not arrive");
        Assert.Equal(ComponentStatus.MajorOutage, (await app.Get<ComponentService>().Get(pay.Id)).Status);

        TabTo(browser, "document.activeElement.matches('[name=\"incident.status\"]')", Keys.ArrowDown);
        TabTo(browser, "document.activeElement.matches('.update textarea')", "It was the power.");
        TabTo(browser, "document.activeElement.hasAttribute('data-tell')", Keys.Enter);
        await browser.Until(_ => browser.Text.Contains("It was the power.", StringComparison.Ordinal), "the update");
        await app.MailTo(browser, "all@example.com", "Messages do not arrive");
        await app.MailTo(browser, "pay@example.com", "Messages do not arrive");

        browser.Find("[name='incident.status'][value=resolved]").SendKeys(Keys.Space);
        browser.Find(".update textarea").SendKeys("Over.");
        browser.Find("[name='incident.recovery.functionality_checked_by']").SendKeys("the messenger team");
        browser.Find("[name='incident.recovery.functionality_checked_how']").SendKeys("sent and received");
        browser.Find("[name='incident.recovery.data_checked']").SendKeys("complete");
        browser.Find("[name='incident.recovery.lost'][value=no]").SendKeys(Keys.Space);
        browser.Find("[data-tell]").SendKeys(Keys.Enter);
        await browser.Until(_ => browser.Text.Contains("Over.", StringComparison.Ordinal), "the end");
        Assert.Equal(ComponentStatus.Operational, (await app.Get<ComponentService>().Get(pay.Id)).Status);
        browser.Press("Ledger");
        await browser.UntilHeading("Ledger");
        await browser.Until(_ =>
        {
            browser.Page.Navigate().Refresh();
            return browser.Find(".figures").Text.ReplaceLineEndings(" ").StartsWith("Told 2 Told of the recovery 2 Owed 0", StringComparison.Ordinal);
        }, "two told of the recovery");
        inspection.Listen();
        inspection.Done();
    }

    [Fact]
    public async Task Services_are_reordered_subscribers_imported_and_mail_read()
    {
        await app.Add(Role.Operator);
        var service = app.Get<ComponentService>();
        var (upper, lower) = (await Component("Upper"), await Component("Lower"));
        using var browser = Browser.Open(app.Address);
        var inspection = new Inspection(browser);
        await BrowserFixture.SignIn(browser, Role.Operator);

        browser.Go("/console/services");
        browser.Press("Move Lower up");
        await browser.Until(_ => browser.Has(".done"), "the move");
        var order = (await service.All()).Components.Select(c => c.Id).ToList();
        Assert.True(order.IndexOf(lower.Id) < order.IndexOf(upper.Id));
        await inspection.Look();

        browser.Go("/console/subscribers/add");
        browser.Type("#rows", "imported@example.com,ko\nno address\nasked@example.com");
        browser.Press("Add these subscribers");
        await browser.Until(_ => browser.Text.Contains("Added: 2.", StringComparison.Ordinal) && browser.Text.Contains("Row 2:", StringComparison.Ordinal), "the result");
        await inspection.Look();

        await app.MailTo(browser, "asked@example.com", "");
        browser.Go("/console/mail");
        browser.Page.FindElements(By.CssSelector("tr")).First(r => r.Text.Contains("asked@example.com", StringComparison.Ordinal)).FindElement(By.CssSelector("a")).Click();
        await browser.Until(_ => browser.Find("pre.mail").Text.Contains("/subscribe/confirm/", StringComparison.Ordinal), "the message");
        browser.Page.SwitchTo().Frame(browser.Find("iframe.mail"));
        Assert.True(browser.Has("a[href*='/subscribe/confirm/']"));
        browser.Page.SwitchTo().DefaultContent();
        await inspection.Look();
        inspection.Done();
    }

    [Fact]
    public async Task A_viewer_sees_nothing_to_act_with_and_is_refused()
    {
        await app.Add(Role.Viewer);
        var component = await Component("Seen");
        var incident = await app.Get<IncidentService>().Open(
            new() { Name = "Seen by a viewer" },
            new() { Status = IncidentStatus.Investigating, Components = new Dictionary<string, ComponentStatus> { [component.Id] = ComponentStatus.PartialOutage } }, Actor.System);
        using var browser = Browser.Open(app.Address);
        await BrowserFixture.SignIn(browser, Role.Viewer);
        var (inspection, crawler) = (new Inspection(browser), new Crawler(browser, aKind: 1));

        await crawler.Follow(["/console", $"/console/incidents/{incident.Id}", "/console/services"], path => PageTests.OfConsole(path) && path != "/console/account", async () =>
        {
            inspection.Note("viewer", browser.Page.FindElements(By.CssSelector("form[method=post]:not(.sign-out), main a.button, summary:not(form summary)"))
                .Where(e => e.TagName != "summary" || e.FindElements(By.XPath("ancestor::details[contains(@class, 'danger')]")).Count > 0).Select(e => e.Text));
            await inspection.Look();
        });
        inspection.Done();
        Assert.Contains("/console/incidents/{id}/ledger", crawler.Kinds);
        Assert.DoesNotContain("/console/incidents/new", crawler.Kinds);

        browser.Go("/console/services");
        Assert.Contains("Partly down", browser.Text, StringComparison.Ordinal);
        browser.Go("/console/account");
        Assert.Equal(403L, browser.Page.ExecuteAsyncScript("""
            const [done] = arguments, token = document.querySelector('[name=__RequestVerificationToken]').value;
            fetch('/console/incidents/new', { method: 'POST', body: new URLSearchParams({ 'incident.name': 'x', __RequestVerificationToken: token }) }).then(a => done(a.status));
            """));
        browser.Go("/console/operators");
        Assert.Equal("You may look, but not do this", browser.Find("h1").Text);
    }

    private async Task SetUp(Browser browser, Inspection inspection)
    {
        var token = await app.Get<SetupLinks>().Make();
        browser.Go("/console/setup/" + token);
        await inspection.Look();
        browser.Type("#email", BrowserFixture.Email(Role.Owner));
        browser.Type("#name", "Owner");
        browser.Type("#password", "short");
        browser.Press("Create the owner");
        await browser.Until(_ => browser.Has("#password[aria-invalid=true]"), "what is wrong");
        await inspection.Look();
        browser.Type("#password", BrowserFixture.Password);
        browser.Press("Create the owner");
        await browser.Until(_ => browser.Here == "/console" && browser.Has("nav"), "the console");
        await inspection.Look();

        browser.Press("Sign out");
        await browser.UntilHeading("Sign in");
        using var client = app.NewClient();
        using var outside = await client.GetAsync("/console");
        Assert.Equal(HttpStatusCode.Found, outside.StatusCode);
        browser.Go("/console/keys");
        await browser.UntilHeading("Sign in");
        browser.Type("#email", BrowserFixture.Email(Role.Owner));
        browser.Type("#password", BrowserFixture.Password + "r");
        browser.Find("main button").Click();
        await browser.Until(_ => browser.Has(".problem"), "the refusal");
        await inspection.Look();
        browser.Type("#password", BrowserFixture.Password);
        browser.Find("main button").Click();
        await browser.Until(_ => browser.Here == "/console/keys", "where it was going");
    }

    private static Task Tell(Browser browser, string words) => browser.Until(_ => browser.Find("[data-tell]").Text == words, words);

    /// <summary>Presses Tab until the focus is there, then these keys.</summary>
    private static void TabTo(Browser browser, string there, string keys)
    {
        for (var i = 0; browser.Run("return " + there) is not true; i++)
        {
            Assert.True(i < 80, "Tab never reached " + there);
            browser.Page.SwitchTo().ActiveElement().SendKeys(Keys.Tab);
        }

        browser.Page.SwitchTo().ActiveElement().SendKeys(keys);
    }

    private Task<Component> Component(string name) => app.Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor.System);
}
