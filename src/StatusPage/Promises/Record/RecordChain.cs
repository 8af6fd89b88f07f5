using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace StatusPage.Promises.Record;

/// <summary>The hashes of the record: each covers the entry and the hash before it.</summary>
internal static class RecordChain
{
    /// <summary>What the first hash is made over.</summary>
    public static readonly string Origin = new('0', 64);

    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One object, without white space: seq, at, kind, incident, then the entry's own facts in their order.</summary>
    public static string Canonical(long seq, DateTimeOffset at, RecordEntry entry)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("seq", seq);
            json.WriteString("at", RecordEntry.Moment(at));
            json.WriteString("kind", entry.Kind);
            json.WriteString("incident", entry.IncidentId);
            foreach (var (name, value) in entry.Facts)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    public static string Hash(string former, string canonical) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{former}\n{canonical}")));
}
