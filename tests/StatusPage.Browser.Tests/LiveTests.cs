using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Audit;

namespace StatusPage.Browser.Tests;

public sealed class LiveTests(BrowserFixture app) : IClassFixture<BrowserFixture>
{
    /// <summary>Marks the page, so that a reload is noticed, and keeps what the live region says.</summary>
    private const string Mark = """
        window.marked = true;
        window.said = [];
        const voice = document.querySelector('[aria-live]');
        new MutationObserver(() => window.said.push(voice.textContent)).observe(voice, { childList: true });
        """;

    [Theory]
    [InlineData("en", "Corrected")]
    [InlineData("ko", "정정")]
    public async Task An_open_page_follows_an_incident_to_its_end_without_a_reload(string language, string corrected)
    {
        var incidents = app.Get<IncidentService>();
        var (door, lift) = (await Component("Door"), await Component("Lift"));
        var first = await Open("Door is stuck", "First word.", door);
        using var browser = Browser.Open(app.Address);
        browser.Cdp("Emulation.setDeviceMetricsOverride", ("width", 900), ("height", 500), ("deviceScaleFactor", 1), ("mobile", false));
        await app.Published(browser);
        browser.Go($"/{language}/");
        browser.Run(Mark);
        var link = $"a[href='/{language}/incidents/{first.Id}']";
        browser.Run("const a = document.querySelector(arguments[0]); a.focus(); scrollBy({ top: a.getBoundingClientRect().top - 150, behavior: 'instant' })", link);
        Unmoved();

        var second = await Open("Lift stands still", "Somebody is inside.", lift);
        await browser.Until(_ => browser.Has($"#n-{second.Id}"), "the new incident");
        await Heard("Somebody is inside.");
        Unmoved();

        first = await incidents.Post(first.Id, new() { Status = IncidentStatus.Identified, Body = "It was **oil**." }, Actor.System);
        await Heard("It was oil.");
        Unmoved();

        await incidents.Correct(first.Id, first.Updates[^1].Id, new("It was *water*."), Actor.System);
        await Heard("It was water.");
        await browser.Until(_ => browser.Find($"[data-update='{first.Updates[^1].Id}'] summary").Text.Contains(corrected, StringComparison.Ordinal), "the correction");
        Unmoved();

        await Resolve(second.Id, lift);
        await browser.Until(_ => !browser.Has($"#n-{second.Id}"), "the end of one");
        await Resolve(first.Id, door);
        await browser.UntilTrue("document.querySelector('h1').hasAttribute('data-calm')", "the recovery");
        await Heard(browser.Find("h1").Text);
        Assert.True((bool)browser.Run("return window.marked")!);

        Task Heard(string words) => browser.Until(
            _ => browser.Run("return window.said.some(s => s.includes(arguments[0]))", words) is true, $"'{words}' said to a screen reader");

        void Unmoved()
        {
            Assert.Equal($"/{language}/incidents/{first.Id}", browser.Page.SwitchTo().ActiveElement().GetDomAttribute("href"));
            var top = Convert.ToDouble(browser.Run("return document.activeElement.getBoundingClientRect().top"), System.Globalization.CultureInfo.InvariantCulture);
            Assert.InRange(top, 145, 155);
        }
    }

    [Fact]
    public async Task A_page_that_cannot_connect_polls()
    {
        using var browser = Browser.Open(app.Address);
        browser.Cdp("Network.enable");
        browser.Cdp("Network.setBlockedURLs", ("urls", new[] { "*/live*" }));
        browser.Go("/en/");
        browser.Run(Mark);
        var component = await Component("Gate");
        var incident = await Open("Gate is shut", "Polled.", component);
        await app.Published(browser);

        browser.Run("document.dispatchEvent(new Event('visibilitychange'))");

        await browser.Until(_ => browser.Has($"#n-{incident.Id}"), "the incident by polling");
        Assert.True((bool)browser.Run("return window.marked")!);
        await Resolve(incident.Id, component);
    }

    [Fact]
    public async Task A_page_that_hears_nothing_for_two_minutes_takes_back_its_green()
    {
        var mortal = new BrowserFixture();
        await mortal.InitializeAsync();
        await mortal.Get<ComponentService>().Create(new() { Name = "Bell" }, ComponentStatus.Operational, Actor.System);
        using var browser = Browser.Open(mortal.Address);
        browser.BeforeEachPage("{ const real = Date.now.bind(Date); window.later = 0; Date.now = () => real() + window.later; }");
        await mortal.Published(browser);
        browser.Go("/en/");
        await browser.UntilTrue("!!window.signalR", "the live connection");
        Assert.True(browser.Has(".state.ok"));
        var green = browser.Find(".state.ok").GetCssValue("color");

        await mortal.DisposeAsync();
        Pass(110);
        Assert.Equal("Everything works", browser.Find("h1").Text);
        Pass(130);

        var at = (string)browser.Run("return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: document.documentElement.dataset.zone }).format(Date.parse(document.documentElement.dataset.confirmed))")!;
        await browser.Until(_ => browser.Find("#confirmed").Text == $"Not confirmed since {at}", "the doubt");
        Assert.Equal($"Not confirmed since {at}", browser.Find("h1").Text);
        Assert.Equal("? Not confirmed", browser.Find(".state").Text);
        Assert.NotEqual(green, browser.Find(".state").GetCssValue("color"));
        Assert.Empty(Axe.Violations(browser));
        browser.Scheme("dark");
        Assert.Empty(Axe.Violations(browser));
        await browser.UntilTrue($"document.querySelector('[aria-live]').textContent.includes('Not confirmed since {at}')", "the doubt said");

        void Pass(int seconds) => browser.Run("window.later = arguments[0] * 1000; document.dispatchEvent(new Event('visibilitychange'))", seconds);
    }

    private Task<Component> Component(string name) => app.Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor.System);

    private Task<Incident> Open(string name, string body, Component component) => app.Get<IncidentService>().Open(
        new() { Name = name }, new() { Status = IncidentStatus.Investigating, Body = body, Components = new Dictionary<string, ComponentStatus> { [component.Id] = ComponentStatus.MajorOutage } }, Actor.System);

    private Task<Incident> Resolve(string id, Component component) => app.Get<IncidentService>().Post(
        id, new() { Status = IncidentStatus.Resolved, Body = "Over.", Components = new Dictionary<string, ComponentStatus> { [component.Id] = ComponentStatus.Operational } }, Actor.System);
}
