using Microsoft.Extensions.Logging.Abstractions;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Promises.Record;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

public sealed class RecordKeeperTests(FanOutFixture app) : IClassFixture<FanOutFixture>, IDisposable
{
    public void Dispose() => app.Sink.Behaviour = null;

    [Fact]
    public async Task The_record_says_once_when_the_first_was_told_and_once_a_recovery_that_all_were()
    {
        var component = await app.Component("Record one");
        await app.Subscriber("record-a@example.com", component);
        await app.Subscriber("record-b@example.com", component);
        var incident = await app.Outage("Kept in the record", component);
        await app.Ledger(incident, l => l.Told == 2);
        await Recorded(incident, "first_notice");

        var over = await app.Resolve(incident, component);
        var paidBy = (await app.Ledger(incident, l => l.Recovered == 2)).Told == 2 ? app.Clock.Now() : default;
        var paid = await Recorded(incident, "all_told");
        Assert.Equal((over.Latest.Id, 2L, 2L, 0L), (paid["update"], paid.Number("told"), paid.Number("recovered"), paid.Number("exhausted")));
        Assert.Equal(paidBy, paid.Time("told_at"));

        await app.Get<IncidentService>().Post(incident.Id, new() { Status = IncidentStatus.Monitoring, Body = "Not quite." }, FanOutFixture.Actor);
        var again = await app.Resolve(incident);
        await Recorded(incident, "all_told", 2);
        Assert.Equal([over.Latest.Id, again.Latest.Id], (await Facts(incident)).Where(f => f.Kind == "all_told").Select(f => f["update"]));

        await AnotherNode().Keep(TestContext.Current.CancellationToken);
        Assert.Equal(["first_notice", "all_told", "all_told"], (await Facts(incident)).Select(f => f.Kind).Where(k => k is "first_notice" or "all_told"));
        var check = await app.Get<RecordVerifier>().Verify(null, TestContext.Current.CancellationToken);
        Assert.Empty(check.Problems);
    }

    [Fact]
    public async Task Who_is_still_owed_keeps_the_record_waiting()
    {
        var component = await app.Component("Record two");
        await app.Subscriber("record-c@example.com", component);
        var incident = await app.Outage("Owed in the record", component);
        await app.Ledger(incident, l => l.Told == 1);
        await Recorded(incident, "first_notice");
        app.Sink.Behaviour = (stage, line) => stage == SinkStage.Recipient && line.Contains("record-c", StringComparison.Ordinal) ? SinkAction.Say("550 5.7.1 Policy.") : null;
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l.Notices[^1].Refused == 1);

        await AnotherNode().Keep(TestContext.Current.CancellationToken);
        Assert.DoesNotContain(await Facts(incident), f => f.Kind == "all_told");
    }

    private async Task<RecordFact> Recorded(Incident incident, string kind, int times = 1)
    {
        IReadOnlyList<RecordFact> found = [];
        await FanOutFixture.Until(async () => (found = [.. (await Facts(incident)).Where(f => f.Kind == kind)]).Count >= times || Passed(), $"{kind} in the record");
        return found[^1];
    }

    /// <summary>Outcomes wake nobody: the keeper looks by itself when some seconds have passed.</summary>
    private bool Passed()
    {
        app.Clock.Advance(TimeSpan.FromSeconds(1));
        return false;
    }

    private RecordKeeper AnotherNode() => new(app.Get<Database>(), new ChangeSignal(), app.Clock, NullLogger<RecordKeeper>.Instance);

    private async Task<IReadOnlyList<RecordFact>> Facts(Incident incident) =>
        [.. (await app.Get<Database>().Read(session => RecordStore.Of(session, incident.Id))).Select(e => RecordFact.Parse(e.Entry)!)];
}
