using System.Text.Json;
using StatusPage.Platform.Text;

namespace StatusPage.Publishing.Documents;

/// <summary>Moments as the wire writes them, or null.</summary>
internal static class WireTime
{
    public static void WriteTime(this Utf8JsonWriter json, string name, DateTimeOffset? at, TimeZoneInfo zone)
    {
        if (at is { } moment)
        {
            json.WriteString(name, MomentText.Wire(moment, zone));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
