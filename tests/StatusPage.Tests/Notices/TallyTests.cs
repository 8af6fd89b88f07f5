using FsCheck;
using FsCheck.Fluent;
using StatusPage.Incidents;
using StatusPage.Notices;

namespace StatusPage.Tests.Notices;

public sealed class TallyTests
{
    private const string Readers = "abcdef";

    [Fact]
    public void Whatever_happens_the_sums_that_are_kept_are_what_adding_up_gives_and_nobody_leaves_the_told() =>
        Prop.ForAll(Gen.ListOf(Gen.Choose(0, 1_000_000), 25).ToArbitrary(), steps => Holds(steps).GetAwaiter().GetResult()).Check(Config.QuickThrowOnFailure.WithMaxTest(12));

    private static async Task<bool> Holds(IEnumerable<int> steps)
    {
        using var bed = await QueueBed.Create();
        foreach (var reader in Readers)
        {
            await bed.Reader(reader.ToString());
        }

        Incident[] incidents = [await bed.Outage("One"), await bed.Outage("Another")];
        var told = 0L;
        foreach (var step in steps)
        {
            await Step(bed, incidents[step / 10 % 2], step % 10, Readers[step / 20 % Readers.Length].ToString());
            var ledger = await bed.Ledger(incidents[0]);
            Assert.True(ledger.Told >= told);
            told = ledger.Told;
            foreach (var incident in incidents)
            {
                await Adds(bed, incident);
            }
        }

        return true;
    }

    private static async Task Step(QueueBed bed, Incident incident, int what, string reader)
    {
        var resolved = (await bed.Test.Database.Read(session => IncidentStore.Find(session, incident.Id)))!.IsResolved;
        switch (what)
        {
            case 0 or 1:
                await bed.Post(incident, resolved ? IncidentStatus.Identified : what == 0 ? IncidentStatus.Resolved : IncidentStatus.Monitoring);
                break;
            case 2:
                await bed.Test.Database.Write(async session =>
                {
                    await session.Execute("UPDATE subscription SET state = 'ended' WHERE id = @reader", new { reader });
                    await DeliveryStore.Release(session, reader, bed.Test.Clock.GetUtcNow());
                });
                break;
            case 3:
                bed.Test.Clock.Advance(TimeSpan.FromMinutes(2));
                await bed.Test.Database.Write(session => DeliveryStore.TakeBack(session, bed.Test.Clock.GetUtcNow()));
                break;
            case 4:
                await bed.Test.Database.Write(session => DeliveryStore.RetryAll(session, incident.Id, bed.Test.Clock.GetUtcNow()));
                break;
            default:
                var lane = (Lane)(what % 3);
                foreach (var claim in (await bed.Claim(lane, limit: 3)).Skip(what == 9 ? 1 : 0))
                {
                    await bed.Record(claim, what switch { 5 => DeliveryState.Waiting, 6 => DeliveryState.Refused, 7 => DeliveryState.Exhausted, _ => DeliveryState.Accepted }, uncertain: what == 5);
                }

                break;
        }
    }

    private static async Task Adds(QueueBed bed, Incident incident)
    {
        var ledger = await bed.Ledger(incident);
        var readers = await bed.Test.Database.Read(session => session.Query<(string Reader, string? Recovery)>(
            """
            SELECT s.state, (SELECT r.state FROM notice n JOIN delivery r ON r.notice_id = n.id WHERE n.kind = 'recovery' AND r.subscription_id = s.id
              AND n.update_id = (SELECT u.id FROM incident_update u WHERE u.incident_id = @Id ORDER BY u.seq DESC LIMIT 1))
            FROM subscription s WHERE EXISTS (SELECT 1 FROM notice n JOIN delivery d ON d.notice_id = n.id
              WHERE n.incident_id = @Id AND d.subscription_id = s.id AND (d.state = 'accepted' OR d.uncertain = 1))
            """, new { incident.Id }));
        Assert.Equal(
            new Totals(
                readers.Count, readers.Count(r => r.Recovery == "accepted"), readers.Count(r => r.Reader == "ended" && r.Recovery != "accepted"),
                readers.Count(r => r.Reader != "ended" && r.Recovery == "exhausted"), 0),
            ledger.Totals);
        Assert.Equal(ledger.Owed, ledger.Unpaid.Where(u => !u.IsEnded).Sum(u => u.People));
        foreach (var line in ledger.Notices)
        {
            var states = (await bed.Test.Database.Read(session => session.Query<string>("SELECT state FROM delivery WHERE notice_id = @Id", new { line.Id }))).CountBy(s => s).ToDictionary();
            long Of(params string[] names) => names.Sum(n => states.GetValueOrDefault(n));
            Assert.Equal(
                (states.Values.Sum(), Of("accepted"), Of("queued", "sending", "waiting"), Of("refused"), Of("exhausted"), Of("released"), Of("folded")),
                (line.Planned, line.Accepted, line.Waiting, line.Refused, line.Exhausted, line.Released, line.Folded));
        }
    }
}
