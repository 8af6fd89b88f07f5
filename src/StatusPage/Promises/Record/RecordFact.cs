using System.Globalization;
using System.Text.Json;

namespace StatusPage.Promises.Record;

/// <summary>An entry read back from what was hashed.</summary>
/// <param name="Facts">What it says beside these.</param>
internal sealed record RecordFact(long Seq, DateTimeOffset At, string IncidentId, string Kind, IReadOnlyDictionary<string, string> Facts)
{
    /// <returns>Null when it is nothing that the record writes.</returns>
    public static RecordFact? Parse(string entry)
    {
        try
        {
            using var json = JsonDocument.Parse(entry);
            var values = json.RootElement.EnumerateObject().ToDictionary(p => p.Name, p => p.Value.Clone(), StringComparer.Ordinal);
            if (!values.Remove("seq", out var seq) || !values.Remove("at", out var at) || !values.Remove("kind", out var kind) || !values.Remove("incident", out var incident))
            {
                return null;
            }

            return new(seq.GetInt64(), Moment(at.GetString()!), incident.GetString()!, kind.GetString()!, values.ToDictionary(v => v.Key, v => v.Value.GetString() ?? ""));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null;
        }
    }

    public string? this[string name] => Facts.GetValueOrDefault(name);

    public DateTimeOffset? Time(string name) => this[name] is { } text ? Moment(text) : null;

    public long Number(string name) => long.TryParse(this[name], NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    private static DateTimeOffset Moment(string text) =>
        DateTimeOffset.ParseExact(text, "yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
