using StatusPage.Mail.Reports;
using StatusPage.Notices;
using StatusPage.Notices.Bounces;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Notices.Bounces;

/// <summary>What comes back again and again, over days.</summary>
public sealed class BounceTimeTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task A_full_mailbox_is_tried_again_after_hours_and_in_the_end_refused()
    {
        var incident = await app.ToldOutage("Album", "full@example.com");
        await app.Resolve(incident);
        await app.Ledger(incident, l => l.Recovered == 1);
        // The recovery, which nothing that is said later makes old.
        var from = app.ReturnsOf("full@example.com")[^1];
        foreach (var hours in new[] { 4, 12, 24, 48 })
        {
            var sent = app.ReturnsOf("full@example.com").Count(f => f == from);
            var result = await app.Report(BounceSteps.Failed(from, "5.2.2", "552 5.2.2 over quota"));
            Assert.Equal((BounceEffect.Waiting, BounceClass.Full), (result.Effect, result.Class));
            var waiting = await app.Delivery(incident, "full@example.com", NoticeKind.Recovery);
            Assert.Equal((DeliveryState.Waiting, app.Clock.GetUtcNow() + TimeSpan.FromHours(hours)), (waiting.State, waiting.DueAt));
            Assert.Equal((1, 1), await app.Ledger(incident) is var l ? (l.Told, l.Owed) : default);
            app.Clock.Advance(TimeSpan.FromHours(hours));
            await Until(async () => (await app.Delivery(incident, "full@example.com", NoticeKind.Recovery)).State == DeliveryState.Accepted);
            Assert.Equal(sent + 1, app.ReturnsOf("full@example.com").Count(f => f == from));
        }

        Assert.Equal(BounceEffect.Refused, (await app.Report(BounceSteps.Failed(from, "5.2.2"))).Effect);
        Assert.Equal(DeliveryState.Refused, (await app.Delivery(incident, "full@example.com", NoticeKind.Recovery)).State);
        Assert.Equal(SubscriptionState.Active, (await app.Reader("full@example.com")).State);
        Assert.Equal((1, 1), await app.Ledger(incident) is var end ? (end.Told, end.Owed) : default);
    }

    [Fact]
    public async Task A_confirmation_that_comes_back_suspends_who_is_subscribed_and_keeps_no_address_of_who_is_not()
    {
        var service = app.Get<SubscriptionService>();
        await service.Request("stranger@example.com", SubscriptionScope.All, "en", null);
        await Until(() => Task.FromResult(app.Mailbox("stranger@example.com").Count == 1));
        var result = await app.Report(BounceSteps.Failed(app.ReturnsOf("stranger@example.com")[0], diagnostic: "550 5.1.1 <Stranger@example.com> unknown"));
        Assert.Equal((BounceEffect.Kept, SubscriptionState.Pending), (result.Effect, (await app.Reader("stranger@example.com")).State));
        Assert.Equal(0, await app.Number("SELECT COUNT(*) FROM bounce WHERE LOWER(words) LIKE '%stranger%'"));

        await app.Subscriber("known@example.com", await app.Component("Known"));
        await service.Request("known@example.com", SubscriptionScope.All, "en", null);
        await Until(() => Task.FromResult(app.Mailbox("known@example.com").Count == 1));
        Assert.Equal(BounceEffect.Suspended, (await app.Report(BounceSteps.Failed(app.ReturnsOf("known@example.com")[0]))).Effect);

        // Its owner subscribes again: by a confirmation, since nobody else may say that the address is right.
        app.Clock.Advance(TimeSpan.FromDays(2));
        await service.Request("known@example.com", SubscriptionScope.All, "en", null);
        await Until(() => Task.FromResult(app.Mailbox("known@example.com").Count == 2));
        var token = await app.Get<Confirmations>().IssueConfirmationToken((await app.Reader("known@example.com")).Id);
        Assert.Equal(ConfirmOutcome.Confirmed, (await service.Confirm(token)).Outcome);
        Assert.Equal(SubscriptionState.Active, (await app.Reader("known@example.com")).State);
    }

    /// <summary>A loop may have looked at the clock just before it was moved: seconds go on meanwhile.</summary>
    private Task Until(Func<Task<bool>> holds) => FanOutFixture.Until(
        async () =>
        {
            app.Clock.Advance(TimeSpan.FromSeconds(1));
            return await holds();
        }, "it was sent");
}
