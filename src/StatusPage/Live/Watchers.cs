using System.Collections.Concurrent;

namespace StatusPage.Live;

/// <summary>Which connection shows which page. Bounded: a page that is refused polls instead.</summary>
internal sealed class Watchers
{
    public const int Most = 20_000;

    private readonly ConcurrentDictionary<string, string> paths = new(StringComparer.Ordinal);
    private int count;

    public IReadOnlyCollection<string> Paths => [.. paths.Values.Where(p => p.Length > 0).Distinct(StringComparer.Ordinal)];

    public bool Enter(string connection)
    {
        if (Interlocked.Increment(ref count) <= Most && paths.TryAdd(connection, ""))
        {
            return true;
        }

        Interlocked.Decrement(ref count);
        return false;
    }

    /// <returns>The page it showed before, if any.</returns>
    public string? Move(string connection, string path)
    {
        // A connection shows one page, so that what it costs is bounded too.
        if (!paths.TryGetValue(connection, out var before) || !paths.TryUpdate(connection, path, before))
        {
            return null;
        }

        return before.Length > 0 ? before : null;
    }

    public void Leave(string connection)
    {
        if (paths.TryRemove(connection, out _))
        {
            Interlocked.Decrement(ref count);
        }
    }
}
