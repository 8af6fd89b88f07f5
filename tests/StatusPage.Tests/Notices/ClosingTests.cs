using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

public sealed class ClosingTests(FanOutFixture app) : IClassFixture<FanOutFixture>, IDisposable
{
    public void Dispose() => app.Sink.Behaviour = null;

    [Fact]
    public async Task A_resolved_incident_says_how_many_are_owed_and_why_until_all_are_paid()
    {
        var (incident, refused) = await Refused("why", "550 5.1.1 no such user");

        var ledger = await app.Ledger(incident);
        Assert.Equal((LedgerState.Owed, 2, 1, 1), (ledger.State, ledger.Told, ledger.Recovered, ledger.Owed));
        var reason = Assert.Single(ledger.Unpaid);
        Assert.Equal((DeliveryState.Refused, "550", 1, false), (reason.State!.Value, reason.Code, reason.People, reason.IsEnded));
        var refusal = await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor));
        Assert.Contains("1 of 2 people", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("1 refused (550 5.1.1 no such user)", refusal.Message, StringComparison.Ordinal);

        app.Sink.Behaviour = null;
        await app.Get<LedgerService>().Retry(refused.NoticeId, refused.SubscriptionId, FanOutFixture.Actor);
        ledger = await app.Ledger(incident, l => l.Owed == 0);
        Assert.Equal(LedgerState.Paid, ledger.State);
        Assert.Empty(ledger.Unpaid);
        await app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor);
    }

    [Fact]
    public async Task What_is_written_off_is_owed_no_more_but_stays_told_and_listed_with_the_reason()
    {
        var (incident, refused) = await Refused("off", "550 5.1.1 gone");
        var ledgers = app.Get<LedgerService>();
        await Assert.ThrowsAsync<InvalidInputException>(() => ledgers.WriteOff(refused.NoticeId, refused.SubscriptionId, "  ", FanOutFixture.Actor));

        await ledgers.WriteOff(refused.NoticeId, refused.SubscriptionId, "The company is closed.", FanOutFixture.Actor);

        var ledger = await app.Ledger(incident);
        Assert.Equal((LedgerState.Paid, 2, 1, 0, 1), (ledger.State, ledger.Told, ledger.Recovered, ledger.Owed, ledger.WrittenOff));
        Assert.Equal((DeliveryState.WrittenOff, "The company is closed.", true), (ledger.Unpaid[0].State!.Value, ledger.Unpaid[0].Words, ledger.Unpaid[0].IsEnded));
        var line = Assert.Single(await app.Deliveries(incident), d => d.State == DeliveryState.WrittenOff);
        Assert.Contains("gone", Assert.Single(line.Attempts).Words, StringComparison.Ordinal);
        Assert.Contains(await app.Get<AuditStore>().List(1000), e => e is { Action: "written_off", Detail: "The company is closed." });
        await Assert.ThrowsAsync<RuleViolationException>(() => ledgers.WriteOff(refused.NoticeId, refused.SubscriptionId, "Again.", FanOutFixture.Actor));

        app.Sink.Behaviour = null;
        Assert.Equal(0, await ledgers.RetryAll(incident.Id, FanOutFixture.Actor));
        await ledgers.Retry(refused.NoticeId, refused.SubscriptionId, FanOutFixture.Actor);
        await app.Ledger(incident, l => l.Recovered == 2);
        await app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor);
    }

    [Fact]
    public async Task What_was_accepted_is_never_written_off()
    {
        var (incident, _) = await Refused("accepted", "550 5.1.1 no");
        foreach (var paid in (await app.Deliveries(incident)).Where(d => d.State == DeliveryState.Accepted))
        {
            await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<LedgerService>().WriteOff(paid.NoticeId, paid.SubscriptionId, "No.", FanOutFixture.Actor));
        }

        Assert.Equal(0, (await app.Ledger(incident)).WrittenOff);
    }

    [Fact]
    public async Task Who_was_written_off_and_unsubscribes_counts_as_released_and_nobody_twice()
    {
        var (incident, refused) = await Refused("leaving", "550 5.1.1 no");
        await app.Get<LedgerService>().WriteOff(refused.NoticeId, refused.SubscriptionId, "No.", FanOutFixture.Actor);
        await app.Get<StatusPage.Subscriptions.SubscriptionService>().Unsubscribe(refused.SubscriptionId);

        var totals = (await app.Ledger(incident)).Totals;
        Assert.Equal(new Totals(2, 1, 1, 0, 0), totals);
        Assert.Equal(0, totals.Owed);
    }

    /// <summary>An incident that is over, told to two, one of whom the server will not take the recovery for.</summary>
    private async Task<(Incident Incident, DeliveryLine Refused)> Refused(string name, string words)
    {
        var component = await app.Component(name);
        await app.Subscriber($"{name}-fine@example.com", component);
        await app.Subscriber($"{name}-refused@example.com", component);
        var incident = await app.Outage($"{name} is down", component);
        await app.Ledger(incident, l => l.Told == 2);
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains($"{name}-refused@", StringComparison.Ordinal) ? SinkAction.Say(words) : null;
        await app.Resolve(incident, component);
        await app.Ledger(incident, l => l is { Recovered: 1, Notices: [_, { Refused: 1 }] });
        return (incident, (await app.Deliveries(incident)).Single(d => d.State == DeliveryState.Refused));
    }
}
