using System.Reflection;

namespace StatusPage.Browser.Tests;

/// <summary>axe-core, which knows the rules of WCAG that a program can check.</summary>
internal static class Axe
{
    private const string Run = """
        const [only, done] = arguments;
        const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
        axe.run(document, { iframes: false, resultTypes: ['violations'], runOnly: only.length ? { type: 'rule', values: only } : { type: 'tag', values: tags } })
          .then(found => done(found.violations.flatMap(v => v.nodes.slice(0, 3).map(n => `${v.id}: ${n.target} ${n.html.slice(0, 200)} ${n.failureSummary}`))), e => done(['axe failed: ' + e]));
        """;

    private static readonly Lazy<string> Source = new(() => File.ReadAllText(
        typeof(Axe).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "AxeFile").Value!));

    /// <summary>What is wrong with the page that is open.</summary>
    /// <param name="browser">Has a page open.</param>
    /// <param name="only">Rules by name; all when none is named.</param>
    public static IEnumerable<string> Violations(Browser browser, params string[] only)
    {
        if ((bool)browser.Page.ExecuteScript("return !window.axe")!)
        {
            browser.Page.ExecuteScript(Source.Value);
        }

        return ((IReadOnlyCollection<object>)browser.Page.ExecuteAsyncScript(Run, (object)only)!).Cast<string>();
    }
}
