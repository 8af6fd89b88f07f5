using System.Collections.Frozen;
using System.Security.Cryptography;

namespace StatusPage.Publishing;

/// <summary>The files of wwwroot, read once at the start. A page names them by fingerprint, so that a browser may keep them for a year.</summary>
internal sealed class Assets
{
    private readonly FrozenDictionary<string, Asset> files;
    private volatile FrozenDictionary<string, Published> answers;

    public Assets(IWebHostEnvironment environment)
    {
        files = Load(Path.Combine(environment.ContentRootPath, "wwwroot")).ToFrozenDictionary(a => a.Name);
        answers = Compress(files.Values, Body.Quick);
        // The best compression takes a good part of a start; the first readers do not wait for it.
        Compressed = Task.Run(() => { answers = Compress(files.Values, Body.Thorough); });
    }

    /// <summary>Ends when every file is as small as it gets.</summary>
    public Task Compressed { get; }

    /// <summary>By path: the fingerprinted ones are kept for a year, the plain ones are asked for again each time.</summary>
    public FrozenDictionary<string, Published> Answers => answers;

    /// <summary>The address of a file by its path in wwwroot: <c>site.css</c> is at <c>/assets/site.0a1b2c3d.css</c>.</summary>
    public string this[string name] => files.TryGetValue(name, out var asset) ? asset.Url : throw new KeyNotFoundException($"wwwroot has no file {name}.");

    private static IEnumerable<Asset> Load(string root) =>
        Directory.Exists(root)
            ? Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories).Select(file => Read(root, file)).Where(a => !Path.GetFileName(a.Name).StartsWith('.'))
            : [];

    private static FrozenDictionary<string, Published> Compress(IReadOnlyCollection<Asset> assets, Func<byte[], Body> compress)
    {
        var answers = new Dictionary<string, Published>();
        foreach (var (asset, body) in assets.Select(a => (a, compress(a.Bytes))))
        {
            answers[asset.Url] = new(new Representation(body, ContentKind.File(asset.Name, forever: true)));
            answers[$"/{asset.Name}"] = new(new Representation(body, ContentKind.File(asset.Name, forever: false)));
        }

        // Browsers ask for it whatever the page says.
        if (answers.TryGetValue("/favicon.svg", out var icon))
        {
            answers.TryAdd("/favicon.ico", icon);
        }

        return answers.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static Asset Read(string root, string file)
    {
        var name = Path.GetRelativePath(root, file).Replace('\\', '/');
        var bytes = File.ReadAllBytes(file);
        var hash = Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4));
        var url = $"/assets/{Path.ChangeExtension(name, null)}.{hash}{Path.GetExtension(name)}";
        return new(name, url, bytes);
    }
}

/// <param name="Name">Its path in wwwroot.</param>
/// <param name="Url">Where its present content is, and never another.</param>
/// <param name="Bytes">Its content.</param>
internal sealed record Asset(string Name, string Url, byte[] Bytes);
