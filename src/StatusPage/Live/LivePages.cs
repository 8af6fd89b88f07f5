using StatusPage.Platform.Text;
using StatusPage.Publishing;

namespace StatusPage.Live;

/// <summary>Parts of a page to replace in place, as the page's script reads them.</summary>
/// <param name="Version">The version the page then shows.</param>
/// <param name="ConfirmedAt">When that was last confirmed, ISO 8601.</param>
/// <param name="Regions">Outer HTML by region id: what changed.</param>
/// <param name="Order">Every region of the page, in order; one that is not named is gone.</param>
internal sealed record LiveRegions(long Version, string? ConfirmedAt, IReadOnlyDictionary<string, string> Regions, IReadOnlyList<string> Order);

internal sealed record LiveConfirmation(long Version, string? ConfirmedAt)
{
    public static LiveConfirmation Of(CurrentPublication current) => new(current.Publication?.Version ?? 0, Text(current.ConfirmedAt));

    public static string? Text(DateTimeOffset? at) => at is { } moment ? MomentText.Iso(moment) : null;
}

/// <summary>Compares each publication with the one before, once for all who watch.</summary>
internal sealed class LivePages(CurrentPublication current)
{
    private volatile Seen seen = new(null, new Dictionary<string, IReadOnlySet<string>>());

    /// <summary>What each page's watchers are to be told; null for a page they must fetch anew.</summary>
    public IReadOnlyDictionary<string, LiveRegions?> Advance(Publication publication, IReadOnlyCollection<string> watched)
    {
        var before = seen;
        var sameVersion = before.Publication?.Version == publication.Version;
        var since = new Dictionary<string, IReadOnlySet<string>>();
        var told = new Dictionary<string, LiveRegions?>();
        foreach (var (path, page) in publication.Pages)
        {
            var previous = before.Publication?.Pages.GetValueOrDefault(path);
            var changed = Changed(previous, page);
            since[path] = sameVersion ? changed.Union(before.Since.GetValueOrDefault(path) ?? new HashSet<string>()).ToHashSet() : new HashSet<string>();
            if (previous is not null && (!sameVersion || changed.Count > 0))
            {
                told[path] = Regions(publication, page, changed);
            }
        }

        foreach (var path in watched.Where(p => !sameVersion && !told.ContainsKey(p)))
        {
            told[path] = null;
        }

        seen = new(publication, since);
        return told;
    }

    /// <summary>What changed on a page since it was first published at a version, such as a promise that came due; null when nothing did.</summary>
    public LiveRegions? ChangedAt(long version, string path) =>
        seen is { Publication: { } publication } now && publication.Version == version
        && now.Since.TryGetValue(path, out var changed) && changed.Count > 0
            ? Regions(publication, publication.Pages[path], changed)
            : null;

    private LiveRegions Regions(Publication publication, RenderedPage page, IReadOnlySet<string> changed) => new(
        publication.Version, LiveConfirmation.Text(current.ConfirmedAt),
        page.Regions.Where(r => changed.Contains(r.Id)).ToDictionary(r => r.Id, r => r.Html), [.. page.Regions.Select(r => r.Id)]);

    private static HashSet<string> Changed(RenderedPage? previous, RenderedPage page)
    {
        var before = previous?.Regions.ToDictionary(r => r.Id, r => r.Html) ?? [];
        return [.. page.Regions.Where(r => before.GetValueOrDefault(r.Id) != r.Html).Select(r => r.Id)];
    }

    private sealed record Seen(Publication? Publication, IReadOnlyDictionary<string, IReadOnlySet<string>> Since);
}
