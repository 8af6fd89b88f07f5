using StatusPage.Incidents;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

/// <summary>What is put right, or stated afterwards, reaches those who had what it is about.</summary>
public sealed class PutRightTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task What_was_checked_and_not_stated_is_told_afterwards_to_those_who_were_told()
    {
        var component = await app.Component("Afterwards");
        await app.Subscriber("afterwards@example.com", component);
        var incident = await app.Outage("Afterwards is down", component);
        await app.Ledger(incident, l => l.Told == 1);
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l.Recovered == 1);
        await app.Subscriber("later@example.com", component);
        var said = new RecoveryStatement { FunctionalityCheckedBy = "us", FunctionalityCheckedHow = "looked", DataChecked = "complete", DataLoss = "none" };

        await app.Get<IncidentService>().StateRecovery(incident.Id, said, deliverNotifications: true, FanOutFixture.Actor);
        await app.Get<IncidentService>().StateRecovery(incident.Id, said with { DataChecked = "half" }, deliverNotifications: false, FanOutFixture.Actor);

        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("afterwards@example.com").Count == 3), "the statement arrives");
        Assert.Contains("What was checked", FanOutTests.Header(app.Mailbox("afterwards@example.com")[2], "Subject"), StringComparison.Ordinal);
        Assert.Empty(app.Mailbox("later@example.com"));
        Assert.Equal(3, (await app.Ledger(incident)).Notices.Count);
    }

    [Fact]
    public async Task A_correction_goes_to_those_who_had_what_was_wrong_and_to_nobody_else()
    {
        var component = await app.Component("Had it");
        await app.Subscriber("had@example.com", component);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains("never-had@", StringComparison.Ordinal) ? SinkAction.Say("550 5.7.1 not here") : null;
        await app.Subscriber("never-had@example.com", component);
        var incident = await app.Outage("Had it is down", component);
        await app.Ledger(incident, l => l.Told == 1 && l.Notices[0].Refused == 1);
        app.Sink.Behaviour = null;

        await app.Get<IncidentService>().Correct(incident.Id, incident.Latest.Id, new("It is half down.", Wrong: "Not all of it."), FanOutFixture.Actor);

        var ledger = await app.Ledger(incident, l => l.Notices is [_, { Accepted: 1 }]);
        Assert.Equal(1, ledger.Notices[1].Planned);
        Assert.Equal(2, app.Mailbox("had@example.com").Count);
    }

    [Fact]
    public async Task Facts_put_right_reach_those_who_were_told_and_a_typo_reaches_nobody()
    {
        var (one, two) = (await app.Component("647"), await app.Component("709"));
        await app.Subscriber("facts@example.com", one);
        await app.Subscriber("other-facts@example.com", two);
        var incident = await app.Outage("Facts are wrong", one);
        await app.Ledger(incident, l => l.Told == 1);

        await app.Get<IncidentService>().Correct(incident.Id, incident.Latest.Id, new("It is down!", IsWording: true), FanOutFixture.Actor);
        await app.Get<IncidentService>().Change(incident.Id, f => f with { Name = "Quietly renamed" }, null, FanOutFixture.Actor);
        await app.Get<IncidentService>().Change(incident.Id, f => f with { EffectCan = "" }, [one.Id, two.Id], FanOutFixture.Actor, wrong: "Said 647, now 709.");

        await FanOutFixture.Until(() => Task.FromResult(app.Mailbox("facts@example.com").Count == 2), "the correction arrives");
        Assert.Contains("Correction", FanOutTests.Header(app.Mailbox("facts@example.com")[1], "Subject"), StringComparison.Ordinal);
        Assert.Empty(app.Mailbox("other-facts@example.com"));
        Assert.Equal(2, (await app.Ledger(incident)).Notices.Count);
    }
}
