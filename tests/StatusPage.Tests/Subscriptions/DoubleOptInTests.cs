using System.Net;
using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

public sealed class DoubleOptInTests
{
    [Fact]
    public async Task An_address_is_active_only_after_its_owner_followed_the_link()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("Reader@Example.com", language: "ko");
        var asked = await bed.Only("reader@example.com");
        Assert.Equal((SubscriptionState.Pending, "ko", "Reader@Example.com"), (asked.State, asked.Language, asked.Address));

        var token = (await bed.SendMails())["Reader@Example.com"];
        Assert.Equal(ConfirmOutcome.Confirmed, (await bed.Service.Look(token)).Outcome);
        Assert.Equal(SubscriptionState.Pending, (await bed.Only("reader@")).State);

        bed.Clock.Advance(TimeSpan.FromHours(1));
        var confirmed = await bed.Service.Confirm(token);
        Assert.Equal(ConfirmOutcome.Confirmed, confirmed.Outcome);
        Assert.Equal(confirmed.Subscription, await bed.Only("reader@"));
        Assert.Equal(bed.Clock.GetUtcNow(), confirmed.Subscription!.ConfirmedAt);

        bed.Clock.Advance(TimeSpan.FromDays(30));
        Assert.Equal(ConfirmOutcome.AlreadyActive, (await bed.Service.Confirm(token)).Outcome);
        Assert.Equal(confirmed.Subscription.ConfirmedAt, (await bed.Only("reader@")).ConfirmedAt);
    }

    [Fact]
    public async Task A_link_works_for_48_hours_and_a_new_one_can_be_had()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        var token = (await bed.SendMails()).Values.Single();
        bed.Clock.Advance(TimeSpan.FromHours(48));
        Assert.Equal(ConfirmOutcome.Confirmed, (await bed.Service.Look(token)).Outcome);
        bed.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(ConfirmOutcome.Expired, (await bed.Service.Confirm(token)).Outcome);
        Assert.Equal(SubscriptionState.Pending, (await bed.Only("a@")).State);

        await bed.Ask("a@example.com");
        var second = (await bed.SendMails()).Values.Single();
        Assert.Equal(ConfirmOutcome.Unknown, (await bed.Service.Confirm(token)).Outcome);
        Assert.Equal(ConfirmOutcome.Confirmed, (await bed.Service.Confirm(second)).Outcome);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task An_unknown_token_confirms_nothing(string? token)
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        await bed.SendMails();
        Assert.Equal(new ConfirmResult(ConfirmOutcome.Unknown, null), await bed.Service.Confirm(token));
    }

    [Fact]
    public async Task Neither_the_token_nor_anything_it_could_be_made_from_is_stored()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        var token = (await bed.SendMails()).Values.Single()!;
        Assert.Equal(0, await bed.Sql<long>($"SELECT COUNT(*) FROM subscription WHERE confirmation_hash = '{token}'"));
        Assert.Equal(ConfirmOutcome.Unknown, (await bed.Service.Confirm(await bed.Sql<string>("SELECT confirmation_hash FROM subscription"))).Outcome);
    }

    [Fact]
    public async Task An_address_gets_one_mail_an_hour_and_then_fewer()
    {
        using var bed = await SubscriptionsBed.Create();
        var mails = new List<int>();
        for (var minute = 0; minute < 3 * 24 * 60; minute += 10)
        {
            Assert.Equal(RequestOutcome.Accepted, await bed.Ask("victim@example.com"));
            if ((await bed.SendMails()).Count > 0)
            {
                mails.Add(minute / 60);
            }

            bed.Clock.Advance(TimeSpan.FromMinutes(10));
        }

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 56], mails);
    }

    [Fact]
    public async Task An_hour_counts_from_the_sending_not_from_the_request()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        await bed.Ask("A@EXAMPLE.com");
        Assert.Single(await bed.SendMails());
        bed.Clock.Advance(TimeSpan.FromMinutes(59));
        await bed.Ask("a@example.com");
        Assert.Empty(await bed.SendMails());
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Empty(await bed.SendMails());
        await bed.Ask("a@example.com");
        Assert.Single(await bed.SendMails());
    }

    [Fact]
    public async Task A_stranger_who_asks_for_a_subscribed_address_changes_nothing_and_its_owner_gets_the_manage_link()
    {
        using var bed = await SubscriptionsBed.Create();
        var component = await bed.Component("Mail");
        var before = await bed.Subscribe("a@example.com");
        await bed.Ask("a@example.com", SubscriptionScope.Of([component], []), "ko");
        var after = await bed.Only("a@");
        Assert.Equal(before with { ConfirmationWantedAt = bed.Clock.GetUtcNow() }, after);
        Assert.Null(Assert.Single(await bed.SendMails()).Value);

        bed.Clock.Advance(TimeSpan.FromHours(2));
        await bed.Ask("a@example.com");
        Assert.Single(await bed.SendMails());
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Ask("a@example.com");
        Assert.Empty(await bed.SendMails());
    }

    [Fact]
    public async Task The_last_request_before_the_confirmation_is_what_holds()
    {
        using var bed = await SubscriptionsBed.Create();
        var component = await bed.Component("Mail");
        await bed.Ask("a@example.com");
        await bed.Ask("a@example.com", SubscriptionScope.Of([component], []), "ko");
        var confirmed = (await bed.Service.Confirm((await bed.SendMails()).Values.Single())).Subscription!;
        Assert.Equal((SubscriptionScope.Of([component], []), "ko"), (confirmed.Scope, confirmed.Language));
    }

    [Fact]
    public async Task Requests_at_the_same_time_for_one_address_make_one_row_and_one_mail()
    {
        using var bed = await SubscriptionsBed.Create();
        await Parallel.ForEachAsync(Enumerable.Range(0, 40), async (i, _) => await bed.Ask(i % 2 == 0 ? "a@example.com" : "A@Example.COM"));
        Assert.Equal(1, await bed.Sql<long>("SELECT COUNT(*) FROM subscription"));
        Assert.Single(await bed.SendMails());
    }

    [Fact]
    public async Task A_mail_taken_by_a_mailer_that_died_comes_back()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        Assert.Single(await bed.Confirmations.WantedConfirmations(10));
        Assert.Empty(await bed.Confirmations.WantedConfirmations(10));
        bed.Clock.Advance(TimeSpan.FromMinutes(5));
        var again = Assert.Single(await bed.Confirmations.WantedConfirmations(10));
        await bed.Confirmations.PostponeConfirmation(again.SubscriptionId, TimeSpan.FromMinutes(30));
        bed.Clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Empty(await bed.Confirmations.WantedConfirmations(10));
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Single(await bed.SendMails());
    }

    [Fact]
    public async Task A_mail_that_is_put_off_is_tried_at_growing_pauses_and_no_longer_than_its_link_would_last()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        var tries = new List<int>();
        for (var minute = 0; minute < 100 * 60; minute++)
        {
            if (await bed.Confirmations.WantedConfirmations(10) is [var wanted])
            {
                tries.Add(minute);
                Assert.Equal(minute < 48 * 60, await bed.Confirmations.DeferConfirmation(wanted));
            }

            bed.Clock.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.Equal([0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 496, 736], tries.Take(12));
        Assert.InRange(tries[^1], 48 * 60, 52 * 60);
        await bed.Ask("a@example.com");
        Assert.True(await bed.Confirmations.DeferConfirmation(Assert.Single(await bed.Confirmations.WantedConfirmations(10))));
    }

    [Fact]
    public async Task What_ended_while_its_mail_waited_is_not_written_to()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        var wanted = Assert.Single(await bed.Confirmations.WantedConfirmations(10));
        await bed.Subscribers.Remove(wanted.SubscriptionId, SubscriptionsBed.Operator);
        Assert.Null(await bed.Confirmations.IssueConfirmationToken(wanted.SubscriptionId));
        bed.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await bed.SendMails());
    }

    [Fact]
    public async Task Who_never_confirmed_is_forgotten_after_a_week_and_nobody_else_is()
    {
        using var bed = await SubscriptionsBed.Create();
        var component = await bed.Component("Mail");
        await bed.Ask("never@example.com", SubscriptionScope.Of([component], []));
        await bed.SendMails();
        await bed.Ask("waits@example.com");
        await bed.Subscribe("active@example.com");
        var left = await bed.Subscribe("left@example.com");
        await bed.Service.Unsubscribe(left.Id);

        bed.Clock.Advance(TimeSpan.FromDays(7));
        await bed.Forget.Run(CancellationToken.None);
        Assert.Equal(4, await bed.Sql<long>("SELECT COUNT(*) FROM subscription"));
        bed.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Forget.Run(CancellationToken.None);
        Assert.Equal(["active@example.com", "waits@example.com"], (await bed.Subscribers.Search(new(), 10)).Select(s => s.Address));
        Assert.Equal(SubscriptionState.Ended, (await bed.Service.Get(left.Id)).State);
        Assert.Equal(0, await bed.Sql<long>("SELECT COUNT(*) FROM subscription_scope"));
    }

    [Fact]
    public async Task A_client_that_asks_for_ever_new_addresses_is_stopped_for_an_hour_and_others_are_not()
    {
        using var bed = await SubscriptionsBed.Create();
        for (var i = 0; i < 60; i++)
        {
            Assert.Equal(RequestOutcome.Accepted, await From("2001:db8::1", $"user{i}@example.com"));
        }

        Assert.Equal(RequestOutcome.TooMany, await From("2001:db8::ffff", "user60@example.com"));
        Assert.Equal(RequestOutcome.TooMany, await From("2001:db8::1", "user0@example.com"));
        Assert.Equal(RequestOutcome.Accepted, await From("203.0.113.7", "user60@example.com"));
        Assert.Equal(61, await bed.Sql<long>("SELECT COUNT(*) FROM subscription"));
        bed.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(RequestOutcome.Accepted, await From("2001:db8::1", "user61@example.com"));

        Task<RequestOutcome> From(string client, string address) => bed.Service.Request(address, SubscriptionScope.All, "en", IPAddress.Parse(client));
    }

    [Fact]
    public async Task What_does_not_exist_or_is_not_spoken_cannot_be_asked_for()
    {
        using var bed = await SubscriptionsBed.Create();
        var gone = await bed.Component("Gone");
        await bed.Components.Delete(gone, SubscriptionsBed.Operator);
        Assert.Equal("scope", await Refused(() => bed.Ask("a@example.com", SubscriptionScope.Of([gone], []))));
        Assert.Equal("scope", await Refused(() => bed.Ask("a@example.com", SubscriptionScope.Of([], []))));
        Assert.Equal("language", await Refused(() => bed.Ask("a@example.com", language: "fr")));
        Assert.Equal("email", await Refused(() => bed.Ask("nonsense")));
        Assert.Equal(0, await bed.Sql<long>("SELECT COUNT(*) FROM subscription"));
    }

    private static async Task<string> Refused(Func<Task> action) =>
        Assert.Single((await Assert.ThrowsAsync<InvalidInputException>(action)).Errors).Field;
}
