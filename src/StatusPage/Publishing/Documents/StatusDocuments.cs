using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Platform.Sites;
using StatusPage.Reports;

namespace StatusPage.Publishing.Documents;

/// <summary>
/// The bodies of the public API v2. Every key is always there, null or not, and none beside: typed clients break on either.
/// </summary>
internal sealed class StatusDocuments(Site site, Catalogue catalogue, IReadOnlyDictionary<string, PublishedReport>? reports = null)
{
    // Korean stays Korean; what HTML could mistake for a tag is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    private readonly ComponentWriter components = new(site, catalogue);
    private readonly IncidentWriter incidents = new(site, catalogue);

    public static IEnumerable<KeyValuePair<string, byte[]>> All(SiteSnapshot snapshot)
    {
        var documents = new StatusDocuments(snapshot.Site, snapshot.Catalogue, snapshot.Reports);
        yield return new("/api/v2/summary.json", documents.Summary(snapshot));
        yield return new("/api/v2/status.json", documents.Body(json => WriteStatus(json, snapshot.Status)));
        yield return new("/api/v2/components.json", documents.Body(json => documents.WriteComponents(json)));
        yield return new("/api/v2/incidents.json", documents.Body(json => documents.WriteIncidents(json, snapshot.Recent)));
        yield return new("/api/v2/incidents/unresolved.json", documents.Body(json => documents.WriteIncidents(json, snapshot.Unresolved)));
        var maintenances = documents.Body(WriteMaintenances);
        yield return new("/api/v2/scheduled-maintenances.json", maintenances);
        yield return new("/api/v2/scheduled-maintenances/upcoming.json", maintenances);
        yield return new("/api/v2/scheduled-maintenances/active.json", maintenances);
    }

    /// <summary>One incident as webhooks carry it.</summary>
    public byte[] Incident(Incident incident, PublishedReport? report = null) => Write(json => incidents.WriteForHook(json, incident, report));

    private byte[] Summary(SiteSnapshot snapshot) => Body(json =>
    {
        WriteComponents(json);
        WriteIncidents(json, snapshot.Unresolved);
        WriteMaintenances(json);
        WriteStatus(json, snapshot.Status);
    });

    /// <summary>The page, and beside it what is written.</summary>
    public byte[] Body(Action<Utf8JsonWriter> write) => Write(json =>
    {
        json.WriteStartObject();
        WritePage(json);
        write(json);
        json.WriteEndObject();
    });

    private static byte[] Write(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            write(json);
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WritePage(Utf8JsonWriter json)
    {
        json.WriteStartObject("page");
        json.WriteString("id", site.Id);
        json.WriteString("name", site.Name);
        json.WriteString("url", site.Url);
        json.WriteString("time_zone", site.TimeZone);
        json.WriteTime("updated_at", site.UpdatedAt, site.Zone);
        json.WriteEndObject();
    }

    private static void WriteStatus(Utf8JsonWriter json, Rollup status)
    {
        json.WriteStartObject("status");
        json.WriteString("indicator", status.Indicator);
        json.WriteString("description", status.Description);
        json.WriteEndObject();
    }

    private void WriteComponents(Utf8JsonWriter json)
    {
        json.WriteStartArray("components");
        var rows = catalogue.Components.Select(c => (c.Position, c.Id, Write: (Action)(() => components.Write(json, c))))
            .Concat(catalogue.Groups.Select(g => (g.Position, g.Id, Write: (Action)(() => components.Write(json, g)))));
        foreach (var row in rows.OrderBy(r => r.Position).ThenBy(r => r.Id, StringComparer.Ordinal))
        {
            row.Write();
        }

        json.WriteEndArray();
    }

    private void WriteIncidents(Utf8JsonWriter json, IReadOnlyList<Incident> list)
    {
        json.WriteStartArray("incidents");
        foreach (var incident in list)
        {
            incidents.Write(json, incident, reports?.GetValueOrDefault(incident.Id));
        }

        json.WriteEndArray();
    }

    private static void WriteMaintenances(Utf8JsonWriter json)
    {
        json.WriteStartArray("scheduled_maintenances");
        json.WriteEndArray();
    }
}
