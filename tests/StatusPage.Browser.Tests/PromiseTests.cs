using Microsoft.Extensions.DependencyInjection;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Mail;
using StatusPage.Operators;
using StatusPage.Platform.Audit;
using StatusPage.Subscriptions;

namespace StatusPage.Browser.Tests;

/// <summary>The service speaks by itself after seconds, and the mail to some is refused.</summary>
public sealed class HastyFixture : BrowserFixture
{
    internal bool Refuses { get; set; }

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Promises:DeadMan", "8s")];

    protected override void Configure(IServiceCollection services)
    {
        var real = services.Last(s => s.ServiceType == typeof(IMailTransport)).ImplementationFactory!;
        services.AddSingleton<IMailTransport>(provider => new Picky(this, (IMailTransport)real(provider)));
    }

    private sealed class Picky(HastyFixture fixture, IMailTransport real) : IMailTransport
    {
        public Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken) => fixture.Refuses && envelope.Recipient.StartsWith("refused", StringComparison.Ordinal)
            ? Task.FromResult<MailResult>(new MailResult.Refused(550, "5.7.1", "not wanted here"))
            : real.SendAsync(envelope, cancellationToken);
    }
}

public sealed class PromiseTests(HastyFixture app) : IClassFixture<HastyFixture>
{
    [Fact]
    public async Task An_unkept_promise_turns_late_in_an_open_page_and_the_service_speaks_while_nobody_acts()
    {
        var component = await Component("Signal");
        var incident = await Open("Signal is lost", component, TimeProvider.System.GetUtcNow().AddSeconds(6));
        using var english = await Reader($"/en/incidents/{incident.Id}");
        using var korean = await Reader($"/ko/incidents/{incident.Id}");

        await Late(english, "has not come. We are sorry.");
        await Late(korean, "죄송합니다.");
        await Speaks(english, "The service itself:");
        await Speaks(korean, "자동 안내:");

        await Undisturbed(english);
        await Undisturbed(korean);
        await Resolve(incident, component);

        static Task Late(Browser browser, string words) => browser.Until(_ => browser.Find("[data-promise=next_update].late .when").Text.EndsWith(words, StringComparison.Ordinal), "the lateness");

        static Task Speaks(Browser browser, string words) => browser.Until(_ => browser.Find(".itself").Text.Contains(words, StringComparison.Ordinal), "the service's own word", 20);
    }

    [Fact]
    public async Task A_plan_is_written_moved_previewed_and_published_in_the_console_and_an_open_page_follows_its_steps()
    {
        var component = await Component("Vault");
        var incident = await Open("Vault is locked", component);
        using var reader = await Reader($"/en/incidents/{incident.Id}");
        using var browser = await SignedIn();
        var inspection = new Inspection(browser);
        browser.Go($"/console/incidents/{incident.Id}/plan");
        if (!browser.Has("#plan-steps .plan-row"))
        {
            browser.Press("Add a step");
        }

        browser.Type(".plan-row:nth-of-type(1) [name$='.title']", "Open the vault");
        browser.Type(".plan-row:nth-of-type(1) [name$='.owner']", "vault team");
        browser.Press("Add a step");
        var second = ".plan-row:nth-of-type(2) [name$='.title']";
        await browser.Until(_ => browser.Has(second), "a second row");
        browser.Type(second, "Call the locksmith");
        browser.Type(".plan-row:nth-of-type(2) [name$='.owner']", "operations");
        browser.Find(".plan-row:nth-of-type(2) [value^='up-']").Click();
        await browser.Until(_ => Title(1) == "Call the locksmith" && Title(2) == "Open the vault", "the move");
        browser.Press("Preview");
        await browser.Until(_ => browser.Find("#preview").Text.Contains("1. Call the locksmith", StringComparison.Ordinal), "the preview");
        await inspection.Look();
        browser.Cdp("Emulation.setDeviceMetricsOverride", ("width", 390), ("height", 844), ("deviceScaleFactor", 1), ("mobile", false));
        Assert.All(browser.Page.FindElements(OpenQA.Selenium.By.CssSelector(".plan-row [name$='.title'], .plan-row [name$='.exit_criterion']")), f => Assert.True(f.Displayed));
        browser.Cdp("Emulation.clearDeviceMetricsOverride");
        Assert.DoesNotContain("locksmith", reader.Text, StringComparison.Ordinal);

        browser.Press("Publish the plan");
        await browser.Until(_ => browser.Text.Contains("Version 1 of the plan is published.", StringComparison.Ordinal), "the publication");
        await reader.Until(_ => reader.Find("#plan .said").Text.StartsWith("Step 1 of 2", StringComparison.Ordinal), "the plan");
        browser.Find("[id^='step-'] [value=running]").Click();
        await reader.Until(_ => reader.Find("#plan [aria-current=step]").Text.Contains("Call the locksmith", StringComparison.Ordinal), "the running step");
        await browser.Until(_ => browser.Has("[id^='step-'] [value=done]"), "the end of the step");
        browser.Find("[id^='step-'] [value=done]").Click();
        await reader.Until(_ => reader.Find("#plan .said").Text.StartsWith("Step 2 of 2", StringComparison.Ordinal), "the second step");

        await inspection.Look();
        inspection.Done();
        await Undisturbed(reader);
        await Resolve(incident, component);

        string? Title(int row) => browser.Find($".plan-row:nth-of-type({row}) [name$='.title']").GetDomProperty("value");
    }

    [Fact]
    public async Task What_is_owed_stands_by_reason_in_the_ledger_and_is_written_off_with_one()
    {
        var component = await Component("Bridge");
        await app.Get<Subscribers>().Create("refused@example.com", SubscriptionScope.Of([component.Id], []), "en", skipConfirmation: true, Actor.System);
        var incident = await Open("Bridge is up", component);
        using var browser = await SignedIn();
        await browser.Until(_ => Figures().StartsWith("1 ", StringComparison.Ordinal), "one told");
        app.Refuses = true;
        await Resolve(incident, component);
        await browser.Until(_ => Figures().Length > 0 && browser.Has("a[href*='state=refused']"), "the refusal");
        app.Refuses = false;

        Assert.Contains("Resolved, 1 owed", browser.Text, StringComparison.Ordinal);
        Assert.Contains("not wanted here", browser.Find("#unpaid + div").Text, StringComparison.Ordinal);
        foreach (var link in new[] { "csv", "json" })
        {
            Assert.Equal(200L, browser.Page.ExecuteAsyncScript("const [url, done] = arguments; fetch(url).then(a => done(a.status))", browser.Find($"a[download][href$='.{link}']").GetDomProperty("href")));
        }

        browser.Find("a[href*='state=refused']").Click();
        await browser.Until(_ => browser.Has("[name='write_off.reason']") && browser.Here.Contains("refused", StringComparison.Ordinal), "who is owed");
        var inspection = new Inspection(browser);
        await inspection.Look();
        browser.Type("[name='write_off.reason']", "left the company");
        browser.Find("form[action*=WriteOff] button").Click();
        await browser.Until(_ => browser.Has(".done"), "the writing off");
        await browser.Until(_ => Figures().EndsWith(" 1", StringComparison.Ordinal) && !browser.Has("p.late") && browser.Text.Contains("Nobody is owed a word.", StringComparison.Ordinal), "nobody owed");
        await inspection.Look();
        inspection.Done();

        string Figures()
        {
            browser.Go($"/console/incidents/{incident.Id}/ledger");
            return string.Join(' ', browser.Page.FindElements(OpenQA.Selenium.By.CssSelector(".figures dd")).Select(d => d.Text));
        }
    }

    [Fact]
    public async Task Resolving_in_the_console_asks_for_what_was_checked_and_the_open_page_says_it()
    {
        var component = await Component("Crane");
        var incident = await Open("Crane is bent", component);
        using var reader = await Reader($"/en/incidents/{incident.Id}");
        using var browser = await SignedIn();
        browser.Go($"/console/incidents/{incident.Id}");
        browser.Run("document.querySelector('[name=\"incident.status\"][value=resolved]').click()");
        browser.Find(".update textarea").SendKeys("Straight again.");
        browser.Find("[data-tell]").Click();

        await browser.Until(_ => browser.Has("[name='incident.recovery.functionality_checked_by'][aria-invalid=true]"), "what is missing");
        Assert.Null((await app.Get<IncidentService>().Get(incident.Id)).ResolvedAt);
        var inspection = new Inspection(browser);
        await inspection.Look();
        browser.Type("[name='incident.recovery.functionality_checked_by']", "the crane team");
        browser.Type("[name='incident.recovery.functionality_checked_how']", "lifted ten tons");
        browser.Type("[name='incident.recovery.data_checked']", "complete");
        browser.Run("document.querySelector('[name=\"incident.recovery.lost\"][value=no]').click()");
        browser.Find("[data-tell]").Click();

        await reader.Until(_ => reader.Text.Contains("lifted ten tons", StringComparison.Ordinal) && reader.Text.Contains("the crane team", StringComparison.Ordinal), "the statement");
        inspection.Done();
        await Undisturbed(reader);
    }

    [Theory]
    [InlineData("en")]
    [InlineData("ko")]
    public async Task The_record_is_checked_in_the_browser_and_an_altered_entry_is_found(string language)
    {
        var component = await Component("Scale " + language);
        await Resolve(await Open("Scale is off", component), component);
        using var browser = await Reader($"/{language}/record");
        Assert.True(browser.Has("table .chart svg"));
        browser.Find("#check button").Click();
        await browser.Until(_ => System.Text.RegularExpressions.Regex.IsMatch(browser.Find("#check .result").Text, "[0-9a-f]{64}"), "the fingerprint");
        await Undisturbed(browser);

        browser.Run("""
            const real = window.fetch;
            window.fetch = async (path, options) => String(path).includes('/entries/')
              ? new Response((await (await real(path, options)).text()).replace('promise_made', 'promise_mode'))
              : real(path, options);
            """);
        browser.Find("#check button").Click();
        await browser.Until(_ => browser.Find("#check .result").Text is { Length: > 0 } said && !System.Text.RegularExpressions.Regex.IsMatch(said, "[0-9a-f]{64}") && said.Any(char.IsDigit), "where the chain breaks");
    }

    /// <summary>An open page that notices when it is loaded anew.</summary>
    private async Task<Browser> Reader(string path)
    {
        var browser = Browser.Open(app.Address);
        await app.Published(browser);
        browser.Go(path);
        browser.Run("window.marked = true");
        return browser;
    }

    private static async Task Undisturbed(Browser browser)
    {
        Assert.True((bool)browser.Run("return window.marked === true")!);
        var inspection = new Inspection(browser);
        await inspection.Look();
        inspection.Done();
    }

    private async Task<Browser> SignedIn()
    {
        if (!(await app.Get<OperatorService>().All()).Any(o => o.Email == BrowserFixture.Email(Role.Operator)))
        {
            await app.Add(Role.Operator);
        }

        var browser = Browser.Open(app.Address);
        await BrowserFixture.SignIn(browser, Role.Operator);
        return browser;
    }

    private Task<Component> Component(string name) => app.Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor.System);

    private Task<Incident> Open(string name, Component component, DateTimeOffset? next = null) => app.Get<IncidentService>().Open(
        new() { Name = name },
        new() { Status = IncidentStatus.Investigating, Body = "We look.", NextUpdateBy = next, Components = new Dictionary<string, ComponentStatus> { [component.Id] = ComponentStatus.MajorOutage } }, Actor.System);

    private Task<Incident> Resolve(Incident incident, Component component) => app.Get<IncidentService>().Post(
        incident.Id, new() { Status = IncidentStatus.Resolved, Body = "Over.", Components = new Dictionary<string, ComponentStatus> { [component.Id] = ComponentStatus.Operational } }, Actor.System);
}
