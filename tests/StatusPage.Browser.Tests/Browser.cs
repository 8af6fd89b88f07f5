using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;

namespace StatusPage.Browser.Tests;

/// <summary>A Chromium of its own with a fresh profile. Without an installed one, the tests that ask for it are skipped.</summary>
internal sealed class Browser : IDisposable
{
    private const string Chromium = "/usr/bin/chromium", Driver = "/usr/bin/chromedriver";

    private static readonly string[] Switches =
    [
        "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-dev-shm-usage", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ];

    private readonly string profile = Directory.CreateTempSubdirectory("chromium-").FullName;
    private readonly ChromeDriverService service = ChromeDriverService.CreateDefaultService(Path.GetDirectoryName(Driver), Path.GetFileName(Driver));

    private Browser(string[] more)
    {
        var options = new ChromeOptions { BinaryLocation = Chromium };
        options.AddArguments(Switches);
        options.AddArguments(more);
        options.AddArgument("--user-data-dir=" + profile);
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        Page = new ChromeDriver(service, options, TimeSpan.FromSeconds(60));
    }

    public ChromeDriver Page { get; }

    /// <param name="more">Further switches, such as <c>--window-size=390,844</c>.</param>
    public static Browser Open(params string[] more)
    {
        Assert.SkipUnless(File.Exists(Chromium) && File.Exists(Driver), "Chromium and its driver are not installed (Debian: chromium, chromium-driver).");
        return new(more);
    }

    /// <summary>Asks again until it holds; stale elements count as not yet.</summary>
    public async Task Until(Func<ChromeDriver, bool> holds, string what, int seconds = 15)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!Holds(holds))
        {
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(seconds), $"Not seen within {seconds} s: {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }
    }

    public void Dispose()
    {
        Page.Quit();
        Page.Dispose();
        service.Dispose();
        Directory.Delete(profile, recursive: true);
    }

    private bool Holds(Func<ChromeDriver, bool> holds)
    {
        try
        {
            return holds(Page);
        }
        catch (WebDriverException e) when (e is StaleElementReferenceException or NoSuchElementException)
        {
            return false;
        }
    }
}
