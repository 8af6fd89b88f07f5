using StatusPage.Incidents;
using StatusPage.Mail.Reports;
using StatusPage.Notices;
using StatusPage.Notices.Bounces;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail.Reports;

namespace StatusPage.Tests.Notices.Bounces;

public sealed class BounceTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task Mail_that_comes_back_for_good_is_owed_again_and_its_address_is_written_to_no_more_until_its_owner_says_so()
    {
        var incident = await app.ToldOutage("Post", "fine@example.com", "gone@example.com");
        var report = BounceSteps.Failed(app.ReturnsOf("gone@example.com")[0].ToUpperInvariant());

        Assert.Equal((BounceEffect.Suspended, BounceClass.Hard), (await app.Report(report)) is var first ? (first.Effect, first.Class) : default);

        var delivery = await app.Delivery(incident, "gone@example.com");
        Assert.Equal((DeliveryState.Bounced, $"{BounceSteps.NoSuchUser} (mx.example.net)"), (delivery.State, delivery.Words));
        Assert.Equal("bounced", Assert.Single(delivery.Attempts).Outcome);
        var reader = await app.Reader("gone@example.com");
        Assert.Equal((SubscriptionState.Suspended, delivery.Words), (reader.State, reader.SuspendedWords));
        Assert.Equal((2, 2, 1), (await app.Ledger(incident)) is var l ? (l.Told, l.Owed, l.Notices[0].Bounced) : default);

        Assert.Equal(BounceEffect.Known, (await app.Report(report)).Effect);
        await app.Resolve(incident);
        var ledger = await app.Ledger(incident, x => x is { Recovered: 1, Owed: 1 } && x.Notices is [_, { Refused: 1 }]);
        Assert.Equal(2, ledger.Told);
        Assert.Single(app.Mailbox("gone@example.com"));
        var refused = await app.Delivery(incident, "gone@example.com", NoticeKind.Recovery);
        Assert.Equal(BounceStore.SuspendedWords, refused.Words);
        await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<LedgerService>().Retry(refused.NoticeId, refused.SubscriptionId, FanOutFixture.Actor));
        Assert.Equal(0, await app.Get<LedgerService>().RetryAll(incident.Id, FanOutFixture.Actor));
        await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<IncidentService>().Delete(incident.Id, FanOutFixture.Actor));

        await app.Get<SubscriptionService>().Change(reader.Id, reader.Scope, "ko");
        Assert.Equal((SubscriptionState.Active, null, "ko"), await app.Reader("gone@example.com") is var now ? (now.State, now.SuspendedWords, now.Language) : default);
        await app.Ledger(incident, x => x is { Recovered: 2, Owed: 0, Told: 2 });
        Assert.Equal(2, app.Mailbox("gone@example.com").Count);
        Assert.Single(app.Mailbox("fine@example.com"), m => m.From == app.ReturnsOf("fine@example.com")[1]);
        Assert.Equal(BounceEffect.Known, (await app.Report(report)).Effect);
        Assert.Equal(SubscriptionState.Active, (await app.Reader("gone@example.com")).State);
    }

    [Fact]
    public async Task What_waits_for_a_suspended_address_is_not_sent_and_an_operator_may_reactivate_it()
    {
        var component = await app.Component("Radio");
        var reader = await app.Subscriber("radio@example.com", component);
        var one = await app.Outage("Radio is down", component);
        await app.Ledger(one, l => l.Told == 1);
        app.Sink.Behaviour = (stage, address) => stage == StatusPage.Tests.Mail.SinkStage.Recipient && address.Contains("radio@", StringComparison.Ordinal)
            ? StatusPage.Tests.Mail.SinkAction.Say("452 4.2.1 not now") : null;
        var two = await app.Outage("Radio is down again", component);
        await app.Ledger(two, l => l.Notices is [{ Waiting: 1 }] );
        await FanOutFixture.Until(async () => (await app.Deliveries(two)).Any(d => d.State == DeliveryState.Waiting), "it waits");

        Assert.Equal(BounceEffect.Suspended, (await app.Report(BounceSteps.Failed(app.ReturnsOf("radio@example.com")[0]))).Effect);
        Assert.Equal((DeliveryState.Refused, BounceStore.SuspendedWords), (await app.Delivery(two, "radio@example.com")) is var d ? (d.State, d.Words) : default);

        app.Sink.Behaviour = null;
        Assert.Equal(SubscriptionState.Active, (await app.Get<Subscribers>().Reactivate(reader.Id, FanOutFixture.Actor)).State);
        await app.Ledger(two, l => l.Told == 1);
        await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<Subscribers>().Reactivate(reader.Id, FanOutFixture.Actor));
    }

    [Fact]
    public async Task A_receiver_that_does_not_want_a_message_suspends_nobody_and_it_can_be_tried_again()
    {
        var incident = await app.ToldOutage("Forum", "picky@example.com");
        var result = await app.Report(BounceSteps.Failed(app.ReturnsOf("picky@example.com")[0], "5.7.1", "554 5.7.1 looks like spam"));
        Assert.Equal((BounceEffect.Bounced, BounceClass.Policy), (result.Effect, result.Class));
        var bounced = await app.Delivery(incident, "picky@example.com");
        Assert.Equal((DeliveryState.Bounced, SubscriptionState.Active), (bounced.State, (await app.Reader("picky@example.com")).State));

        await app.Get<LedgerService>().Retry(bounced.NoticeId, bounced.SubscriptionId, FanOutFixture.Actor);
        Assert.Equal(1, (await app.Ledger(incident)).Told);
        await FanOutFixture.Until(async () => (await app.Delivery(incident, "picky@example.com")).State == DeliveryState.Accepted, "it was sent again");
    }

    [Fact]
    public async Task An_address_that_takes_the_place_of_a_dead_one_is_told_what_came_back_and_old_reports_do_not_concern_it()
    {
        var incident = await app.ToldOutage("Old", "old@example.com");
        var later = await app.Outage("Old is down again", (await app.Get<StatusPage.Components.ComponentService>().All()).Components.Single(c => c.Name == "Old"));
        await app.Ledger(later, l => l.Told == 1);
        var reader = await app.Reader("old@example.com");
        var returns = app.ReturnsOf("old@example.com");
        Assert.Equal(BounceEffect.Suspended, (await app.Report(BounceSteps.Failed(returns[0]))).Effect);

        var asked = await app.Get<AddressReplacement>().Ask(reader.Id, "new@example.com", FanOutFixture.Actor);
        var token = await app.Get<Confirmations>().IssueConfirmationToken(asked.Id);
        Assert.Equal(ConfirmOutcome.Confirmed, (await app.Get<SubscriptionService>().Confirm(token)).Outcome);
        Assert.Equal(SubscriptionState.Active, (await app.Reader("new@example.com")).State);
        await FanOutFixture.Until(() => Task.FromResult(app.ReturnsOf("new@example.com").Contains(returns[0])), "it was sent to the new address");

        Assert.Equal(BounceEffect.Bounced, (await app.Report(BounceSteps.Failed(returns[1]))).Effect);
        Assert.Equal(SubscriptionState.Active, (await app.Reader("new@example.com")).State);
        Assert.Equal("new@example.com", (await app.Delivery(later, "new@example.com")).Address);
        Assert.Equal(1, (await app.Ledger(incident)).Told);
    }

    [Theory]
    [InlineData("delayed", "4.4.1", "connect timed out")]
    [InlineData("delayed", "5.1.1", "it will be tried again")]
    [InlineData("delivered", "2.0.0", "250 ok")]
    public async Task What_is_not_final_changes_nothing(string action, string status, string diagnostic)
    {
        var name = $"Delay-{action}-{status}";
        var incident = await app.ToldOutage(name, $"{name}@example.com");
        var result = await app.Report(BounceSteps.Failed(app.ReturnsOf($"{name}@example.com")[0], status, diagnostic, action));
        Assert.Equal((BounceEffect.Transient, DeliveryState.Accepted), (result.Effect, (await app.Delivery(incident, $"{name}@example.com")).State));
        Assert.Equal(0, await app.Number($"SELECT COUNT(*) FROM bounce WHERE subscription_id = '{result.About!.SubscriptionId}'"));
    }

    [Fact]
    public async Task A_complaint_unsubscribes_by_the_return_address_or_the_link_inside_it()
    {
        var incident = await app.ToldOutage("Shop", "angry@example.com", "annoyed@example.com", "happy@example.com");
        var link = $"https://status.example.com/unsubscribe/{app.Get<LinkTokens>().ManageToken((await app.Reader("annoyed@example.com")).Id)}";

        Assert.Equal(BounceEffect.Unsubscribed, (await app.Report(Samples.Complaint($"<{app.ReturnsOf("angry@example.com")[0]}>"))).Effect);
        Assert.Equal(BounceEffect.Unsubscribed, (await app.Report(Samples.Complaint("", unsubscribe: link))).Effect);
        Assert.Equal(BounceEffect.None, (await app.Report(Samples.Complaint($"<{app.ReturnsOf("happy@example.com")[0]}>", "not-spam"))).Effect);
        Assert.Equal(BounceEffect.Known, (await app.Report(Samples.Complaint("", unsubscribe: link))).Effect);

        var left = Assert.Single(await app.Get<Subscribers>().Search(new("angry@example.com", SubscriptionState.Ended), 2));
        Assert.Equal(EndReason.Complaint, left.EndReason);
        await app.Resolve(incident);
        Assert.Equal(2, (await app.Ledger(incident, l => l is { Told: 3, Recovered: 1, Owed: 0 })).Released);
        Assert.Single(app.Mailbox("angry@example.com"));
        var entry = (await app.Get<AuditStore>().List(1000)).Single(e => e.Action == "complained" && e.SubjectId == left.Id);
        Assert.DoesNotContain("example.com", entry.Detail, StringComparison.Ordinal);
    }
}
