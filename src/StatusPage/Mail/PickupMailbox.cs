using System.Globalization;

namespace StatusPage.Mail;

/// <summary>A message in the pickup folder, headers decoded. The id is the file's name.</summary>
internal sealed record PickupEntry(string Id, DateTimeOffset Written, string From, string To, string Subject);

internal sealed record PickupContent(PickupEntry Entry, IReadOnlyList<KeyValuePair<string, string>> Headers, string Text, string? Html);

/// <summary>Reads what <see cref="PickupTransport"/> wrote, for people who look at it in the console.</summary>
internal sealed class PickupMailbox(string directory)
{
    private const int HeadersRead = 16 * 1024;

    public string Directory { get; } = directory;

    /// <summary>The newest first.</summary>
    public IReadOnlyList<PickupEntry> List(int count)
    {
        if (!System.IO.Directory.Exists(Directory))
        {
            return [];
        }

        // Keeps only the wanted names in memory, however many files there are.
        var newest = new PriorityQueue<string, string>(StringComparer.Ordinal);
        foreach (var file in System.IO.Directory.EnumerateFiles(Directory, "*.eml"))
        {
            var name = Path.GetFileName(file);
            if (name[0] == '.')
            {
                continue;
            }

            newest.Enqueue(name, name);
            if (newest.Count > count)
            {
                newest.Dequeue();
            }
        }

        var entries = new List<PickupEntry>(newest.Count);
        while (newest.TryDequeue(out var name, out _))
        {
            if (ReadFile(name, HeadersRead) is { } bytes)
            {
                entries.Add(Entry(name, MimeReader.Headers(bytes, out _)));
            }
        }

        entries.Reverse();
        return entries;
    }

    /// <summary>Null when there is no such message, or no longer.</summary>
    public PickupContent? Read(string id)
    {
        if (Path.GetFileName(id) != id || id.StartsWith('.') || !id.EndsWith(".eml", StringComparison.Ordinal) || ReadFile(id, int.MaxValue) is not { } bytes)
        {
            return null;
        }

        var message = MimeReader.Read(bytes);
        return new PickupContent(Entry(id, message.Headers), message.Headers, message.Text ?? "", message.Html);
    }

    private byte[]? ReadFile(string name, int most)
    {
        try
        {
            using var file = File.OpenRead(Path.Combine(Directory, name));
            var bytes = new byte[Math.Min(file.Length, most)];
            return bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static PickupEntry Entry(string name, IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        var written = name.Length > 19 && DateTimeOffset.TryParseExact(
            name.AsSpan(0, 19), "yyyyMMdd'T'HHmmssfff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : default;
        return new PickupEntry(name, written, Header(headers, "From"), Header(headers, "To"), Header(headers, "Subject"));
    }

    private static string Header(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value ?? "";
}
