using StatusPage.Platform.Problems;
using StatusPage.Subscriptions;

namespace StatusPage.Tests.Subscriptions;

public sealed class OwnerAndOperatorTests
{
    [Fact]
    public async Task Leaving_ends_it_at_once_and_says_so_in_the_same_transaction()
    {
        using var bed = await SubscriptionsBed.Create();
        var subscription = await bed.Subscribe("a@example.com");
        bed.Ended.Fails = true;
        await Assert.ThrowsAsync<InvalidOperationException>(() => bed.Service.Unsubscribe(subscription.Id));
        Assert.Equal(SubscriptionState.Active, (await bed.Service.Get(subscription.Id)).State);

        bed.Ended.Fails = false;
        await bed.Service.Unsubscribe(subscription.Id);
        await bed.Service.Unsubscribe(subscription.Id);
        Assert.Equal([subscription.Id, subscription.Id], bed.Ended.Ids);
        var ended = await bed.Service.Get(subscription.Id);
        Assert.Equal((SubscriptionState.Ended, EndReason.Unsubscribed, bed.Clock.GetUtcNow()), (ended.State, ended.EndReason!.Value, ended.EndedAt!.Value));
    }

    [Fact]
    public async Task Who_left_may_return_and_the_ended_row_stays_as_it_was()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        var first = (await bed.Service.Confirm((await bed.SendMails()).Values.Single())).Subscription!;
        bed.Clock.Advance(TimeSpan.FromMinutes(10));
        var ended = await bed.Service.Unsubscribe(first.Id);

        await bed.Ask("A@example.com");
        Assert.Empty(await bed.SendMails());
        bed.Clock.Advance(TimeSpan.FromMinutes(50));
        var second = (await bed.Service.Confirm((await bed.SendMails()).Values.Single())).Subscription!;
        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(SubscriptionState.Active, second.State);
        Assert.Equal(ended.EndedAt, (await bed.Only("a@", SubscriptionState.Ended)).EndedAt);
    }

    [Fact]
    public async Task The_link_of_an_ended_one_confirms_nothing()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Ask("a@example.com");
        var token = (await bed.SendMails()).Values.Single();
        var id = (await bed.Service.Confirm(token)).Subscription!.Id;
        await bed.Service.Unsubscribe(id);
        Assert.Equal(ConfirmOutcome.Unknown, (await bed.Service.Confirm(token)).Outcome);
        Assert.Equal(SubscriptionState.Ended, (await bed.Service.Get(id)).State);
    }

    [Fact]
    public async Task Its_owner_changes_scope_and_language_and_may_keep_what_is_gone()
    {
        using var bed = await SubscriptionsBed.Create();
        var (mail, gone) = (await bed.Component("Mail"), await bed.Component("Gone"));
        var subscription = await bed.Subscribe("a@example.com", SubscriptionScope.Of([gone], []));
        await bed.Components.Delete(gone, SubscriptionsBed.Operator);

        var chosen = SubscriptionScope.Of([gone, mail], []);
        await bed.Service.Change(subscription.Id, chosen, "ko");
        Assert.Equal(subscription with { Scope = chosen, Language = "ko" }, await bed.Service.Get(subscription.Id));

        await bed.Service.Change(subscription.Id, SubscriptionScope.All, "ko");
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Service.Change(subscription.Id, chosen, "ko"));
        await bed.Service.Unsubscribe(subscription.Id);
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Service.Change(subscription.Id, SubscriptionScope.All, "en"));
    }

    [Fact]
    public async Task An_operator_adds_confirmed_and_unconfirmed_addresses_but_none_twice()
    {
        using var bed = await SubscriptionsBed.Create();
        var pending = await bed.Subscribers.Create("b@example.com", SubscriptionScope.All, null, skipConfirmation: false, SubscriptionsBed.Operator);
        Assert.Equal((SubscriptionState.Pending, "en"), (pending.State, pending.Language));
        Assert.Single(await bed.SendMails());
        var vouched = await bed.Subscribers.Create("B@example.com", SubscriptionScope.All, "ko", skipConfirmation: true, SubscriptionsBed.Operator);
        Assert.Equal((pending.Id, SubscriptionState.Active, "ko"), (vouched.Id, vouched.State, vouched.Language));
        Assert.Empty(await bed.SendMails());
        await Assert.ThrowsAsync<InvalidInputException>(() => bed.Subscribe("b@example.com"));
    }

    [Fact]
    public async Task Removing_and_resending_are_audited_and_no_entry_holds_an_address()
    {
        using var bed = await SubscriptionsBed.Create();
        var subscription = await bed.Subscribers.Create("secret@example.com", SubscriptionScope.All, null, skipConfirmation: false, SubscriptionsBed.Operator);
        await bed.SendMails();
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Subscribers.ResendConfirmation(subscription.Id, SubscriptionsBed.Operator));
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Subscribers.ResendConfirmation(subscription.Id, SubscriptionsBed.Operator);
        Assert.Single(await bed.SendMails());
        bed.Clock.Advance(TimeSpan.FromHours(1));
        await bed.Subscribers.Remove(subscription.Id, SubscriptionsBed.Operator);
        await Assert.ThrowsAsync<RuleViolationException>(() => bed.Subscribers.Remove(subscription.Id, SubscriptionsBed.Operator));

        var entries = await bed.Audit.List(10);
        Assert.Equal(["removed", "confirmation_resent", "created"], entries.Select(e => e.Action));
        Assert.All(entries, e => Assert.Equal((subscription.Id, "op1"), (e.SubjectId, e.ActorId)));
        Assert.DoesNotContain(entries, e => e.ToString()!.Contains("secret", StringComparison.Ordinal) || (e.Detail ?? "").Contains('@', StringComparison.Ordinal));
        Assert.Equal(EndReason.Removed, (await bed.Service.Get(subscription.Id)).EndReason);
    }

    [Fact]
    public async Task Pages_of_a_search_show_everybody_once()
    {
        using var bed = await SubscriptionsBed.Create();
        foreach (var i in Enumerable.Range(0, 25))
        {
            await bed.Subscribe($"user{i:00}@example.com");
            bed.Clock.Advance(TimeSpan.FromSeconds(i % 3));
        }

        await bed.Subscribe("other@example.org");
        foreach (var order in Enum.GetValues<SubscriberOrder>())
        {
            var seen = new List<string>();
            string? after = null;
            IReadOnlyList<Subscription> page;
            while ((page = await bed.Subscribers.Search(new("USER"), 10, after, order)).Count > 0)
            {
                seen.AddRange(page.Select(s => s.Address));
                after = page[^1].Id;
            }

            Assert.Equal(25, seen.Count);
            Assert.Equal(25, seen.Distinct().Count());
        }

        Assert.Equal("user20@example.com", (await bed.Subscribers.Search(new("user"), 10, offset: 20))[0].Address);
    }

    [Theory]
    [InlineData("%")]
    [InlineData("_ser")]
    [InlineData("\\")]
    [InlineData("' OR '1'='1")]
    public async Task A_search_takes_its_text_literally(string text)
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Subscribe("user@example.com");
        Assert.Empty(await bed.Subscribers.Search(new(text), 10));
    }

    [Fact]
    public async Task Counts_are_by_channel_and_state()
    {
        using var bed = await SubscriptionsBed.Create();
        await bed.Subscribe("a@example.com");
        await bed.Service.Unsubscribe((await bed.Subscribe("b@example.com")).Id);
        await bed.Ask("c@example.com");
        await bed.Ask("d@example.com");
        Assert.Equal(
            [(SubscriptionState.Pending, 2), (SubscriptionState.Active, 1), (SubscriptionState.Ended, 1)],
            (await bed.Subscribers.Counts()).OrderBy(c => c.State).Select(c => (c.State, (int)c.Count)));
        Assert.Equal(3, await bed.Subscribers.Count(new()));
        Assert.Equal(1, await bed.Subscribers.Count(new(State: SubscriptionState.Ended)));
    }
}
