using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using StatusPage.Tests;

namespace StatusPage.Browser.Tests;

/// <summary>A Chromium of its own with a fresh profile. Without an installed one, the tests that ask for it are skipped.</summary>
internal sealed class Browser : IDisposable
{
    private const string Chromium = "/usr/bin/chromium", Driver = "/usr/bin/chromedriver";

    private static readonly string[] Switches =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync", "--window-size=1000,800",
    ];

    private readonly TestFolder profile = new();
    private readonly ChromeDriverService service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver), Path.GetFileName(Driver));

    private Browser(Uri site, bool scripts)
    {
        Site = site;
        var options = new ChromeOptions { BinaryLocation = Chromium };
        options.AddArguments(Switches);
        options.AddArgument("--user-data-dir=" + profile.Path);
        if (!scripts)
        {
            options.AddUserProfilePreference("profile.managed_default_content_settings.javascript", 2);
        }

        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        options.SetLoggingPreference("performance", LogLevel.All);
        Page = new ChromeDriver(service, options, TimeSpan.FromSeconds(60));
    }

    public Uri Site { get; }

    public ChromeDriver Page { get; }

    public string Text => Find("body").Text;

    /// <summary>Path and query of the page that is open.</summary>
    public string Here => new Uri(Page.Url).PathAndQuery;

    /// <param name="site">What paths are relative to.</param>
    /// <param name="scripts">Whether pages may run scripts.</param>
    public static Browser Open(Uri site, bool scripts = true)
    {
        Assert.SkipUnless(File.Exists(Chromium) && File.Exists(Driver), "Chromium and its driver are not installed (Debian: chromium, chromium-driver).");
        return new(site, scripts);
    }

    public void Go(string path) => Page.Navigate().GoToUrl(new Uri(Site, path));

    public IWebElement Find(string css) => Page.FindElement(By.CssSelector(css));

    public bool Has(string css) => Page.FindElements(By.CssSelector(css)).Count > 0;

    public void Type(string css, string text)
    {
        var field = Find(css);
        field.Clear();
        field.SendKeys(text);
    }

    /// <summary>Presses the button or link whose text, or label, begins so. Where the page changes while it is looked at, looks again.</summary>
    public void Press(string words)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                PressNow(words);
                return;
            }
            catch (WebDriverException e) when (IsGone(e) && tries < 20)
            {
            }
        }
    }

    public object? Run(string script, params object[] arguments) => Page.ExecuteScript(script, arguments);

    public void Cdp(string command, params (string Name, object Value)[] parameters) =>
        Page.ExecuteCdpCommand(command, parameters.ToDictionary(p => p.Name, p => (object?)p.Value));

    /// <summary>Runs a script in every page before its own.</summary>
    public void BeforeEachPage(string script) => Cdp("Page.addScriptToEvaluateOnNewDocument", ("source", script));

    public void Scheme(string scheme) => Cdp("Emulation.setEmulatedMedia", ("features", new[]
    {
        new Dictionary<string, object> { ["name"] = "prefers-color-scheme", ["value"] = scheme },
        new Dictionary<string, object> { ["name"] = "prefers-reduced-motion", ["value"] = "reduce" },
    }));

    /// <summary>Asks again until it holds. An element that is stale, or gone while it was read (an "unknown error" of the inspector), counts as not yet.</summary>
    public async Task Until(Func<ChromeDriver, bool> holds, string what, int seconds = 15)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!Holds(holds))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds), $"Not seen within {seconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    /// <summary>Until a page is open whose heading is this.</summary>
    public Task UntilHeading(string words) => Until(_ => Find("h1").Text == words, $"the heading '{words}'");

    public Task UntilTrue(string script, string what) => Until(page => page.ExecuteScript("return " + script) is true, what);

    public void Dispose()
    {
        Page.Quit();
        Page.Dispose();
        service.Dispose();
        profile.Dispose();
    }

    private void PressNow(string words)
    {
        var choices = Page.FindElements(By.CssSelector("button, a, summary"));
        var chosen = choices.FirstOrDefault(c => c.Displayed && (c.Text.StartsWith(words, StringComparison.Ordinal) || c.GetDomAttribute("aria-label")?.StartsWith(words, StringComparison.Ordinal) == true));
        Assert.True(chosen is not null, $"Nothing to press says '{words}' on {Here}: {Text}");
        chosen.Click();
    }

    /// <summary>The element went while it was read.</summary>
    private static bool IsGone(WebDriverException e) => e is StaleElementReferenceException or NoSuchElementException or UnknownErrorException;

    private bool Holds(Func<ChromeDriver, bool> holds)
    {
        try
        {
            return holds(Page);
        }
        catch (WebDriverException e) when (IsGone(e) || e is JavaScriptException)
        {
            return false;
        }
    }
}
