using System.Text.Json;
using OpenQA.Selenium;

namespace StatusPage.Browser.Tests;

/// <summary>What every page has to be, whatever it says: accessible, at home on a phone, quiet in the console, and alone on its host.</summary>
internal sealed class Inspection(Browser browser)
{
    private const int Phone = 390;

    private static readonly string[] ColourRules = ["color-contrast", "link-in-text-block"];

    private readonly List<string> faults = [];

    /// <summary>Inspects the page that is open.</summary>
    public async Task Look()
    {
        Unfold();
        browser.Scheme("light");
        Note("light", Axe.Violations(browser));
        browser.Scheme("dark");
        Note("dark", Axe.Violations(browser, ColourRules));
        browser.Scheme("light");
        await OnPhone();
        Listen();
    }

    /// <summary>All but axe, for a page that it has seen in another language: structure and colours are the same.</summary>
    public async Task LookAtLayout()
    {
        Unfold();
        await OnPhone();
        Listen();
    }

    public void Note(string kind, IEnumerable<string> found) => faults.AddRange(found.Select(f => $"{browser.Here} ({kind}): {f}"));

    /// <summary>What the console said and which hosts were asked since the last time.</summary>
    public void Listen()
    {
        var logs = browser.Page.Manage().Logs;
        Note("console", logs.GetLog(LogType.Browser).Select(l => l.Message).Where(m => !IsOwnStatus(m)));
        Note("request", logs.GetLog("performance").Select(l => Asked(l.Message)).OfType<Uri>().Where(u => u.Scheme is not ("data" or "blob" or "chrome" or "about") && u.Authority != browser.Site.Authority).Select(u => u.ToString()));
    }

    public void Done() => Assert.True(faults.Count == 0, $"{faults.Count} faults:\n{string.Join('\n', faults.Distinct())}");

    private void Unfold() => browser.Run("for (const closed of document.querySelectorAll('details')) closed.open = true");

    private async Task OnPhone()
    {
        browser.Cdp("Emulation.setDeviceMetricsOverride", ("width", Phone), ("height", 844), ("deviceScaleFactor", 1), ("mobile", false));
        await browser.UntilTrue($"innerWidth === {Phone}", "a phone's width");
        if (browser.Run("return document.documentElement.scrollWidth > innerWidth") is true)
        {
            var wide = browser.Run("""
                return [...document.querySelectorAll('body *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest('.scroll'))
                  .slice(0, 3).map(e => `${e.tagName}.${e.className} ${Math.round(e.getBoundingClientRect().right)}`).join(', ')
                """);
            Note("phone", [$"{browser.Run("return document.documentElement.scrollWidth")} px wide: {wide}"]);
        }

        browser.Cdp("Emulation.clearDeviceMetricsOverride");
    }

    /// <summary>Chromium logs the status of a page that is meant to answer 404 or 422.</summary>
    private bool IsOwnStatus(string message) =>
        message.StartsWith(browser.Page.Url.Split('#')[0] + " - Failed to load resource: the server responded with a status of 4", StringComparison.Ordinal);

    private static Uri? Asked(string message)
    {
        using var json = JsonDocument.Parse(message);
        var said = json.RootElement.GetProperty("message");
        return said.GetProperty("method").GetString() switch
        {
            "Network.requestWillBeSent" => new Uri(said.GetProperty("params").GetProperty("request").GetProperty("url").GetString()!),
            "Network.webSocketCreated" => new Uri(said.GetProperty("params").GetProperty("url").GetString()!),
            _ => null,
        };
    }
}
