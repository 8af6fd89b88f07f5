using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;
using StatusPage.Platform.Text;

namespace StatusPage.Notices;

internal enum EvidenceForm
{
    Csv,
    Json,
}

/// <summary>What is exported: the incident, when, and what was told of it.</summary>
internal sealed record EvidenceHead(string IncidentId, string Name, DateTimeOffset At, Ledger Ledger, IReadOnlyList<ToldNotice> Notices);

/// <summary>
/// An incident's whole ledger for an auditor: every delivery and every attempt, however many. Read in pages of a key and written as it is read, so that a
/// million rows need no more memory than one page, and no page waits for a slow reader with the database open.
/// </summary>
internal sealed class Evidence(Database database, AuditStore audit, TimeProvider time)
{
    private const int Rows = 2000;

    /// <summary>Who takes the evidence, which names everybody's address, is in the audit before the first byte leaves.</summary>
    /// <exception cref="NotFoundException">There is no such incident.</exception>
    public Task<EvidenceHead> Begin(string incidentId, EvidenceForm form, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var name = (await IncidentStore.Names(session, [incidentId])).GetValueOrDefault(incidentId) ?? throw new NotFoundException("incident", incidentId);
            await audit.Append(session, actor, "exported_ledger", "incident", incidentId, form.Wire());
            return new EvidenceHead(
                incidentId, name, time.Now(), await LedgerStore.Of(session, incidentId), await DeliveryListStore.Notices(session, incidentId));
        }, cancellation);

    public Task Write(EvidenceHead head, EvidenceForm form, PipeWriter output, CancellationToken cancellation = default) =>
        form == EvidenceForm.Csv ? WriteCsv(head, output, cancellation) : WriteJson(head, output, cancellation);

    private async Task WriteCsv(EvidenceHead head, PipeWriter output, CancellationToken cancellation)
    {
        var text = new StringBuilder();
        EvidenceCsv.Heading(text);
        foreach (var notice in head.Notices)
        {
            await foreach (var page in Pages(notice, cancellation))
            {
                foreach (var delivery in page)
                {
                    EvidenceCsv.Append(text, head, notice, delivery);
                }

                await Flush(text, output, cancellation);
            }
        }

        await Flush(text, output, cancellation);
    }

    private static async Task Flush(StringBuilder text, PipeWriter output, CancellationToken cancellation)
    {
        foreach (var chunk in text.GetChunks())
        {
            Encoding.UTF8.GetBytes(chunk.Span, output);
        }

        text.Clear();
        await output.FlushAsync(cancellation);
    }

    private async Task WriteJson(EvidenceHead head, PipeWriter output, CancellationToken cancellation)
    {
        await using var json = new Utf8JsonWriter(output, new() { Encoder = EvidenceJson.Encoder });
        json.WriteStartObject();
        EvidenceJson.Head(json, head);
        json.WriteStartArray("notices");
        foreach (var notice in head.Notices)
        {
            EvidenceJson.Begin(json, notice);
            await foreach (var page in Pages(notice, cancellation))
            {
                foreach (var delivery in page)
                {
                    EvidenceJson.Delivery(json, delivery);
                }

                await json.FlushAsync(cancellation);
                await output.FlushAsync(cancellation);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    private async IAsyncEnumerable<IReadOnlyList<DeliveryLine>> Pages(ToldNotice notice, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        var after = "";
        IReadOnlyList<DeliveryLine> page;
        do
        {
            page = await database.Read(session => DeliveryListStore.Of(session, notice, after, Rows), cancellation);
            yield return page;
            after = page.Count > 0 ? page[^1].SubscriptionId : after;
        }
        while (page.Count == Rows);
    }
}

/// <summary>RFC 4180, a row for each delivery and one for each attempt that did not end in acceptance.</summary>
internal static class EvidenceCsv
{
    private static readonly string[] Columns =
    [
        "record", "incident_id", "incident", "notice_id", "notice", "said_of_incident_id", "update_id", "said_at", "subscription_id", "address", "state",
        "attempt", "at", "due_at", "server", "words", "fate_unknown",
    ];

    private static readonly System.Buffers.SearchValues<char> Quoted = System.Buffers.SearchValues.Create(",\"\r\n '");

    public static void Heading(StringBuilder text) => Row(text, Columns);

    public static void Append(StringBuilder text, EvidenceHead head, ToldNotice notice, DeliveryLine delivery)
    {
        string?[] what = [head.IncidentId, head.Name, notice.Id, notice.Kind.Wire(), notice.IncidentId, notice.UpdateId, MomentText.Iso(notice.CreatedAt), delivery.SubscriptionId];
        Row(text,
        [
            "delivery", .. what, delivery.Address, delivery.State.Wire(), null, MomentText.Iso(delivery.EndedAt ?? delivery.CreatedAt),
            delivery.DueAt is { } due ? MomentText.Iso(due) : null, delivery.Server, delivery.Words, delivery.Uncertain ? "yes" : "no",
        ]);
        foreach (var attempt in delivery.Attempts)
        {
            Row(text,
            [
                "attempt", .. what, attempt.Address, attempt.Outcome, attempt.Number.ToString(System.Globalization.CultureInfo.InvariantCulture),
                MomentText.Iso(attempt.At), null, null, attempt.Words, null,
            ]);
        }
    }

    private static void Row(StringBuilder text, ReadOnlySpan<string?> cells)
    {
        for (var i = 0; i < cells.Length; i++)
        {
            text.Append(i == 0 ? "" : ",");
            Cell(text, cells[i] ?? "");
        }

        text.Append("\r\n");
    }

    /// <summary>A cell that a spreadsheet would run as a formula gets an apostrophe before it: names, addresses and servers' words are other people's.</summary>
    private static void Cell(StringBuilder text, string cell)
    {
        var runs = cell is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] || cell.AsSpan().TrimStart() is ['=' or '+' or '-' or '@', ..];
        if (!runs && !cell.AsSpan().ContainsAny(Quoted))
        {
            text.Append(cell);
            return;
        }

        text.Append('"').Append(runs ? "'" : "").Append(cell.Replace("\"", "\"\"", StringComparison.Ordinal)).Append('"');
    }
}

internal static class EvidenceJson
{
    public static System.Text.Encodings.Web.JavaScriptEncoder Encoder { get; } =
        System.Text.Encodings.Web.JavaScriptEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    public static void Head(Utf8JsonWriter json, EvidenceHead head)
    {
        json.WriteString("incident_id", head.IncidentId);
        json.WriteString("incident", head.Name);
        json.WriteString("exported_at", MomentText.Iso(head.At));
        json.WriteString("state", head.Ledger.State.Wire());
        var totals = head.Ledger.Totals;
        json.WriteNumber("told", totals.Told);
        json.WriteNumber("recovered", totals.Recovered);
        json.WriteNumber("owed", totals.Owed);
        json.WriteNumber("released", totals.Released);
        json.WriteNumber("exhausted", totals.Exhausted);
        json.WriteNumber("written_off", totals.WrittenOff);
    }

    public static void Begin(Utf8JsonWriter json, ToldNotice notice)
    {
        json.WriteStartObject();
        json.WriteString("id", notice.Id);
        json.WriteString("kind", notice.Kind.Wire());
        json.WriteString("said_of_incident_id", notice.IncidentId);
        json.WriteString("update_id", notice.UpdateId);
        json.WriteString("said_at", MomentText.Iso(notice.CreatedAt));
        json.WriteStartArray("deliveries");
    }

    public static void Delivery(Utf8JsonWriter json, DeliveryLine delivery)
    {
        json.WriteStartObject();
        json.WriteString("subscription_id", delivery.SubscriptionId);
        json.WriteString("address", delivery.Address);
        json.WriteString("state", delivery.State.Wire());
        json.WriteString("planned_at", MomentText.Iso(delivery.CreatedAt));
        json.WriteString("due_at", delivery.DueAt is { } due ? MomentText.Iso(due) : null);
        json.WriteString("ended_at", delivery.EndedAt is { } ended ? MomentText.Iso(ended) : null);
        json.WriteString("server", delivery.Server);
        json.WriteString("words", delivery.Words);
        json.WriteBoolean("fate_unknown", delivery.Uncertain);
        json.WriteStartArray("attempts");
        foreach (var attempt in delivery.Attempts)
        {
            json.WriteStartObject();
            json.WriteNumber("number", attempt.Number);
            json.WriteString("at", MomentText.Iso(attempt.At));
            json.WriteString("address", attempt.Address);
            json.WriteString("outcome", attempt.Outcome);
            json.WriteString("words", attempt.Words);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
