using System.Security.Cryptography;

namespace StatusPage.Console;

/// <summary>The files the console's pages name. Served under /console, so that the console works whatever the public side does.</summary>
internal sealed class ConsoleAssets(IWebHostEnvironment environment)
{
    private static readonly Dictionary<string, string> Types = new()
    {
        ["site.css"] = "text/css; charset=utf-8",
        ["console.css"] = "text/css; charset=utf-8",
        ["console.js"] = "text/javascript; charset=utf-8",
    };

    private readonly Dictionary<string, (byte[] Bytes, string Url)> files = Types.Keys
        .Select(name => (name, path: Path.Combine(environment.ContentRootPath, "wwwroot", name)))
        .Where(f => File.Exists(f.path))
        .ToDictionary(f => f.name, f => Read(f.name, f.path));

    public string this[string name] => files.TryGetValue(name, out var file) ? file.Url : $"/console/assets/{name}";

    public IResult Serve(string name, HttpContext context)
    {
        if (!files.TryGetValue(name, out var file))
        {
            return Results.NotFound();
        }

        // The address changes with the content.
        context.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(file.Bytes, Types[name]);
    }

    private static (byte[] Bytes, string Url) Read(string name, string path)
    {
        var bytes = File.ReadAllBytes(path);
        return (bytes, $"/console/assets/{name}?v={Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 4))}");
    }
}
