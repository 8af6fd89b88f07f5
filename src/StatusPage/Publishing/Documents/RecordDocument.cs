using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Platform.Sites;
using StatusPage.Promises.Record;

namespace StatusPage.Publishing.Documents;

/// <summary>Ours, beside Statuspage's documents: the record of promises in figures, and the entries that they are made of.</summary>
internal sealed class RecordDocument(Site site, Catalogue catalogue)
{
    /// <summary>How many entries a page holds. A full one never changes again.</summary>
    public const int PageSize = 1000;

    /// <summary>Of more incidents the figures say the newest; the entries say all.</summary>
    public const int MostIncidents = 1000;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public byte[] Of(RecordSummary record, IReadOnlyDictionary<string, string> names) => new StatusDocuments(site, catalogue).Body(json =>
    {
        json.WriteStartObject("record");
        json.WriteNumber("entries", record.Entries);
        json.WriteNumber("entry_pages", (record.Entries + PageSize - 1) / PageSize);
        json.WriteStartObject("head");
        json.WriteNumber("seq", record.Entries);
        json.WriteString("hash", record.Head);
        json.WriteEndObject();
        json.WriteStartObject("total");
        WriteFigures(json, record.Total);
        json.WriteEndObject();
        json.WriteStartArray("quarters");
        foreach (var quarter in record.Quarters)
        {
            json.WriteStartObject();
            json.WriteString("quarter", quarter.Quarter.ToString());
            WriteFigures(json, quarter.Figures);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("incidents");
        foreach (var incident in record.Incidents.Take(MostIncidents))
        {
            WriteIncident(json, incident, names);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    public static byte[] Entries(IReadOnlyList<ChainedEntry> entries)
    {
        var buffer = new ArrayBufferWriter<byte>(64 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Options))
        {
            json.WriteStartObject();
            json.WriteStartArray("entries");
            foreach (var entry in entries)
            {
                json.WriteStartObject();
                json.WriteString("entry", entry.Entry);
                json.WriteString("hash", entry.Hash);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private void WriteIncident(Utf8JsonWriter json, IncidentRecord incident, IReadOnlyDictionary<string, string> names)
    {
        json.WriteStartObject();
        json.WriteString("id", incident.Id);
        json.WriteString("name", names.GetValueOrDefault(incident.Id));
        json.WriteTime("started_at", incident.StartedAt, site.Zone);
        WriteCount(json, "promises", incident.Promises);
        json.WriteNumber("silences", incident.Silences);
        json.WriteTime("first_notice_at", incident.FirstNoticeAt, site.Zone);
        WriteSpan(json, "first_notice_seconds", incident.UntilFirstNotice);
        json.WriteStartArray("recoveries");
        foreach (var recovery in incident.Recoveries)
        {
            json.WriteStartObject();
            json.WriteTime("recovered_at", recovery.At, site.Zone);
            json.WriteBoolean("all_told", recovery.IsPaid);
            json.WriteNumber("told", recovery.Told);
            json.WriteTime("last_told_at", recovery.AllToldAt, site.Zone);
            WriteSpan(json, "all_told_seconds", recovery.UntilAllTold);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("report");
        json.WriteTime("due_at", incident.ReportDue, site.Zone);
        json.WriteTime("published_at", incident.ReportPublishedAt, site.Zone);
        json.WriteString("ending", incident.ReportEnding?.Wire());
        json.WriteEndObject();
        json.WriteString("merged_into", incident.MergedInto);
        json.WriteEndObject();
    }

    private static void WriteFigures(Utf8JsonWriter json, RecordFigures figures)
    {
        json.WriteNumber("incidents", figures.Incidents);
        WriteCount(json, "promises", figures.Promises);
        WriteCount(json, "reports", figures.Reports);
        json.WriteNumber("silences", figures.Silences);
        WriteSpans(json, "first_notice", figures.FirstNotice);
        WriteSpans(json, "all_told", figures.AllTold);
    }

    private static void WriteCount(Utf8JsonWriter json, string name, PromiseCount count)
    {
        json.WriteStartObject(name);
        json.WriteNumber("made", count.Made);
        json.WriteNumber("kept", count.Kept);
        json.WriteNumber("kept_late", count.KeptLate);
        json.WriteNumber("broken", count.Broken);
        json.WriteNumber("replaced", count.Replaced);
        json.WriteNumber("overdue", count.Overdue);
        json.WriteNumber("open", count.Open);
        json.WriteEndObject();
    }

    private static void WriteSpans(Utf8JsonWriter json, string name, Spans spans)
    {
        json.WriteStartObject(name);
        json.WriteNumber("count", spans.Count);
        WriteSpan(json, "median_seconds", spans.Median);
        WriteSpan(json, "longest_seconds", spans.Longest);
        json.WriteEndObject();
    }

    private static void WriteSpan(Utf8JsonWriter json, string name, TimeSpan? span)
    {
        if (span is { } length)
        {
            json.WriteNumber(name, (long)length.TotalSeconds);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
