using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

public sealed class EvidenceTests(FanOutFixture app) : IClassFixture<FanOutFixture>, IDisposable
{
    public void Dispose() => app.Sink.Behaviour = null;

    [Fact]
    public async Task It_names_everyone_every_attempt_the_server_and_its_words_in_both_forms()
    {
        var incident = await Told("=HYPERLINK(\"http://example.com\",\"x\")", "evidence");

        var rows = Rows(await Export(incident, EvidenceForm.Csv));
        Assert.All(rows, r => Assert.Equal(rows[0].Count, r.Count));
        List<Dictionary<string, string>> records = [.. rows.Skip(1).Select(r => rows[0].Zip(r).ToDictionary(p => p.First, p => p.Second))];
        Assert.Equal(5, records.Count);
        var accepted = Assert.Single(records, r => r["notice"] == "recovery" && r["state"] == "accepted");
        Assert.Equal(("evidence-fine@example.com", "127.0.0.1", "delivery"), (accepted["address"], accepted["server"], accepted["record"]));
        Assert.StartsWith("250", accepted["words"], StringComparison.Ordinal);
        var attempt = Assert.Single(records, r => r["record"] == "attempt");
        Assert.Equal(("'=evil@example.com", "1", "refused", "550 5.1.1 \"=no\", user"), (attempt["address"], attempt["attempt"], attempt["state"], attempt["words"]));
        Assert.All(records, r => Assert.StartsWith("'=HYPERLINK(\"http", r["incident"], StringComparison.Ordinal));

        var json = JsonSerializer.Deserialize<JsonElement>(await Export(incident, EvidenceForm.Json));
        Assert.Equal((incident.Id, 2, 1, "owed"), (json.GetProperty("incident_id").GetString(), json.GetProperty("told").GetInt32(), json.GetProperty("owed").GetInt32(), json.GetProperty("state").GetString()));
        var deliveries = json.GetProperty("notices").EnumerateArray().SelectMany(n => n.GetProperty("deliveries").EnumerateArray()).ToList();
        Assert.Equal(4, deliveries.Count);
        var refused = Assert.Single(deliveries, d => d.GetProperty("state").GetString() == "refused");
        Assert.Equal("=evil@example.com", refused.GetProperty("address").GetString());
        Assert.Single(refused.GetProperty("attempts").EnumerateArray());
    }

    [Fact]
    public async Task Taking_it_is_audited_and_there_is_none_of_nothing()
    {
        var component = await app.Component("Audited");
        var incident = await app.Outage("Audited", component);
        await Export(incident, EvidenceForm.Json);
        Assert.Contains(await app.Get<AuditStore>().List(1000), e => e is { Action: "exported_ledger", Detail: "json" } && e.SubjectId == incident.Id);
        await Assert.ThrowsAsync<NotFoundException>(() => app.Get<Evidence>().Begin("nonesuch0000", EvidenceForm.Csv, FanOutFixture.Actor));
    }

    [Fact]
    public async Task More_rows_than_a_page_come_each_once_and_in_order()
    {
        var component = await app.Component("Many");
        var incident = await app.Outage("Many", component);
        await app.Ledger(incident, l => l.Notices.Count == 1);
        var list = string.Join('\n', Enumerable.Range(0, 4100).Select(i => $"many{i}@example.com"));
        await app.Get<SubscriptionImport>().Run(new StringReader(list), confirmed: true, FanOutFixture.Actor);
        await app.Sql(
            """
            INSERT INTO delivery (notice_id, subscription_id, state, attempts, uncertain, created_at)
            SELECT n.id, s.id, 'accepted', 1, 0, 0 FROM notice n, subscription s WHERE n.incident_id = @Id AND s.address LIKE 'many%' ON CONFLICT DO NOTHING
            """, new { incident.Id });

        var rows = Rows(await Export(incident, EvidenceForm.Csv));

        var addresses = rows.Skip(1).Select(r => r[rows[0].IndexOf("address")]).Where(a => a.StartsWith("many", StringComparison.Ordinal)).ToList();
        Assert.Equal((4100, 4100), (addresses.Count, addresses.Distinct().Count()));
        await app.Sql("DELETE FROM delivery WHERE subscription_id IN (SELECT id FROM subscription WHERE address LIKE 'many%')");
        await app.Sql("UPDATE subscription SET state = 'ended' WHERE address LIKE 'many%'");
    }

    private async Task<Incident> Told(string title, string name)
    {
        var component = await app.Component(name);
        await app.Subscriber($"{name}-fine@example.com", component);
        await app.Subscriber("=evil@example.com", component);
        var incident = await app.Outage(title, component);
        await app.Ledger(incident, l => l.Told == 2);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.StartsWith("=evil@", StringComparison.Ordinal) ? SinkAction.Say("550 5.1.1 \"=no\", user") : null;
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l is { Recovered: 1, Notices: [_, { Refused: 1 }] });
        return incident;
    }

    private async Task<string> Export(Incident incident, EvidenceForm form)
    {
        using var bytes = new MemoryStream();
        var evidence = app.Get<Evidence>();
        var head = await evidence.Begin(incident.Id, form, FanOutFixture.Actor);
        var writer = PipeWriter.Create(bytes, new(leaveOpen: true));
        await evidence.Write(head, form, writer);
        await writer.CompleteAsync();
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    /// <summary>RFC 4180, read strictly.</summary>
    private static List<List<string>> Rows(string csv)
    {
        var rows = new List<List<string>> { new() };
        for (var i = 0; i < csv.Length;)
        {
            var cell = new StringBuilder();
            if (csv[i] == '"')
            {
                for (i++; csv[i] != '"' || csv[i..].StartsWith("\"\"", StringComparison.Ordinal); i++)
                {
                    i += csv[i] == '"' ? 1 : 0;
                    cell.Append(csv[i]);
                }

                i++;
            }
            else
            {
                for (; csv[i] is not (',' or '\r'); i++)
                {
                    Assert.NotEqual('"', csv[i]);
                    cell.Append(csv[i]);
                }
            }

            rows[^1].Add(cell.ToString());
            if (csv[i] == '\r')
            {
                Assert.Equal('\n', csv[i + 1]);
                i++;
                rows.Add([]);
            }

            i++;
        }

        Assert.Empty(rows[^1]);
        rows.RemoveAt(rows.Count - 1);
        return rows;
    }
}
