using System.Globalization;
using System.Text.Json;

namespace StatusPage.Publishing.Documents;

/// <summary>Moments as the wire writes them: three decimals, Z for a page in UTC, the offset of the page's zone at that moment otherwise.</summary>
internal static class WireTime
{
    public static string Text(DateTimeOffset at, TimeZoneInfo zone) =>
        zone.Id is "Etc/UTC" or "UTC"
            ? at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)
            : TimeZoneInfo.ConvertTime(at, zone).ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture);

    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? at, TimeZoneInfo zone)
    {
        if (at is { } moment)
        {
            json.WriteString(name, Text(moment, zone));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
