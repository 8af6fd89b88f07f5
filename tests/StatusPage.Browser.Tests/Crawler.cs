using System.Text.RegularExpressions;

namespace StatusPage.Browser.Tests;

/// <summary>Opens every page that links lead to, so that a new one is not forgotten; of pages that differ by their id alone, a few.</summary>
internal sealed partial class Crawler(Browser browser, int aKind = 2)
{
    private const string Links = "return [...document.querySelectorAll('a[href]')].filter(a => a.origin === location.origin).map(a => a.pathname + a.search)";

    private readonly Dictionary<string, int> kinds = [];
    private readonly HashSet<string> seen = [];

    public IReadOnlyCollection<string> Kinds => kinds.Keys;

    /// <param name="start">Paths to begin with.</param>
    /// <param name="within">Which links to follow.</param>
    /// <param name="visit">What to do with each page that is open.</param>
    public async Task Follow(IEnumerable<string> start, Func<string, bool> within, Func<Task> visit)
    {
        var queue = new Queue<string>(start);
        while (queue.TryDequeue(out var path))
        {
            if (!seen.Add(path) || !Wanted(KindOf(path)))
            {
                continue;
            }

            browser.Go(path);
            await visit();
            foreach (var link in ((IReadOnlyCollection<object>)browser.Run(Links)!).Cast<string>().Where(within))
            {
                queue.Enqueue(link);
            }
        }
    }

    private bool Wanted(string kind) => (kinds[kind] = kinds.GetValueOrDefault(kind) + 1) <= aKind;

    private static string KindOf(string path) => Id().Replace(Values().Replace(path, "="), "/{id}");

    [GeneratedRegex("/([0-9a-z]{12}|[0-9]+|[^/?]{25,})(?=[/?]|$)")]
    private static partial Regex Id();

    [GeneratedRegex("=[^&]*")]
    private static partial Regex Values();
}
