using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Problems;
using StatusPage.Promises;

namespace StatusPage.Tests.Notices;

public sealed class MergingTests(FanOutFixture app) : IClassFixture<FanOutFixture>
{
    [Fact]
    public async Task Both_told_sets_are_told_of_the_merge_once_and_of_one_recovery()
    {
        var (login, mail) = (await app.Component("m-login"), await app.Component("m-mail"));
        await app.Subscriber("m-first@example.com", login);
        await app.Subscriber("m-second@example.com", mail);
        var both = await app.Subscriber("m-both@example.com", login);
        await app.Get<StatusPage.Subscriptions.SubscriptionService>().Change(both.Id, StatusPage.Subscriptions.SubscriptionScope.Of([login.Id, mail.Id], []), "en");
        var (first, second) = (await app.Outage("Sign-in fails", login), await app.Outage("Mail fails", mail));
        await app.Ledger(first, l => l.Told == 2);
        await app.Ledger(second, l => l.Told == 2);

        var whole = await app.Get<IncidentMerging>().Merge(first.Id, second.Id, null, FanOutFixture.Actor);

        Assert.Equal(second.Id, whole.Id);
        Assert.Contains("“Sign-in fails”", whole.Latest.Body, StringComparison.Ordinal);
        Assert.Contains(login.Id, whole.ComponentIds);
        var ledger = await app.Ledger(whole, l => l.Told == 3 && l.Notices[^1] is { Kind: NoticeKind.Update, Accepted: 3 });
        Assert.Equal((3, 3), (ledger.Owed, ledger.Notices.Count));
        var merged = await app.Get<IncidentService>().Get(first.Id);
        Assert.Equal((true, second.Id, "Mail fails"), (merged.IsResolved, merged.Merged!.Id, merged.Merged.Name));
        Assert.DoesNotContain(await app.Get<LedgerService>().Owed(), o => o.IncidentId == first.Id);

        await app.Resolve(whole);
        await app.Ledger(whole, l => l is { Told: 3, Recovered: 3, Owed: 0, State: LedgerState.Paid });
        Assert.Equal((3, 3, 4), (app.Mailbox("m-first@example.com").Count, app.Mailbox("m-second@example.com").Count, app.Mailbox("m-both@example.com").Count));
        Assert.Equal((2, 2), ((await app.Ledger(first)).Told, (await app.Ledger(first)).Recovered));
    }

    [Fact]
    public async Task What_was_merged_is_not_posted_to_reopened_or_merged_again_and_says_where_it_goes_on()
    {
        var component = await app.Component("m-closed");
        var (first, second, third) = (await app.Outage("One", component), await app.Outage("Two", component), await app.Outage("Three", component));
        var merging = app.Get<IncidentMerging>();
        await Assert.ThrowsAsync<InvalidInputException>(() => merging.Merge(first.Id, first.Id, null, FanOutFixture.Actor));
        await Assert.ThrowsAsync<NotFoundException>(() => merging.Merge(first.Id, "nonesuch0000", null, FanOutFixture.Actor));
        await merging.Merge(first.Id, second.Id, "The same **switch**.", FanOutFixture.Actor);

        foreach (var refused in new Func<Task>[]
        {
            () => app.Get<IncidentService>().Post(first.Id, new() { Status = IncidentStatus.Identified, Body = "Again" }, FanOutFixture.Actor),
            () => app.Resolve(first),
            () => app.Get<IncidentService>().Change(first.Id, f => f, [], FanOutFixture.Actor),
            () => merging.Merge(first.Id, third.Id, null, FanOutFixture.Actor),
            () => merging.Merge(third.Id, first.Id, null, FanOutFixture.Actor),
        })
        {
            Assert.Contains($"\"{second.Id}\"", (await Assert.ThrowsAsync<RuleViolationException>(refused)).Message, StringComparison.Ordinal);
        }

        Assert.All(await app.Get<PromiseService>().Of(first.Id), p => Assert.Equal(Ending.Kept, p.Ending));
        var whole = await merging.Merge(second.Id, third.Id, null, FanOutFixture.Actor);
        Assert.Equal((third.Id, third.Id), ((await app.Get<IncidentService>().Get(first.Id)).Merged!.Id, (await app.Get<IncidentService>().Get(second.Id)).Merged!.Id));
        await app.Resolve(whole, component);
        await Assert.ThrowsAsync<RuleViolationException>(() => merging.Merge(third.Id, first.Id, null, FanOutFixture.Actor));
    }

    [Fact]
    public async Task Neither_is_deleted_while_those_told_of_the_merged_one_are_owed_and_both_go_together()
    {
        var (left, right) = (await app.Component("m-left"), await app.Component("m-right"));
        await app.Subscriber("m-left@example.com", left);
        var (first, second) = (await app.Outage("Left", left), await app.Outage("Right", right));
        await app.Ledger(first, l => l.Told == 1);
        var whole = await app.Get<IncidentMerging>().Merge(first.Id, second.Id, null, FanOutFixture.Actor);
        await app.Ledger(whole, l => l.Told == 1);
        foreach (var id in new[] { first.Id, second.Id })
        {
            await Assert.ThrowsAsync<RuleViolationException>(() => app.Get<IncidentService>().Delete(id, FanOutFixture.Actor));
        }

        await app.Resolve(whole);
        await app.Ledger(whole, l => l.Recovered == 1);
        await app.Get<IncidentService>().Delete(second.Id, FanOutFixture.Actor);
        await Assert.ThrowsAsync<NotFoundException>(() => app.Get<IncidentService>().Get(first.Id));
    }
}
