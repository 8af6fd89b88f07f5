using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;

namespace StatusPage.Tests.Notices;

public sealed class FoldTests
{
    [Fact]
    public async Task What_could_not_be_brought_to_a_former_address_goes_to_the_new_one_as_one_letter()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        await bed.Record(Assert.Single(await bed.Claim(Lane.Fresh)), DeliveryState.Refused);
        var recovery = await bed.Post(incident, IncidentStatus.Resolved);
        await bed.Record(Assert.Single(await bed.Claim(Lane.Again)), DeliveryState.Refused);

        await bed.Test.Database.Write(session => FormerAddressStore.TryElsewhere(session, "a", bed.Test.Clock.Now()));

        var letter = Assert.Single(await bed.Claim(Lane.Again));
        Assert.Equal((recovery.Id, "folded"), (letter.Notice.Id, await bed.State((await bed.Notices(incident))[0], "a")));
        Assert.Single(letter.Heard.Untold);
    }

    [Fact]
    public async Task What_a_later_word_has_made_old_is_not_sent_to_a_new_address()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        await bed.Record(Assert.Single(await bed.Claim(Lane.Fresh)), DeliveryState.Refused);
        await bed.Post(incident, IncidentStatus.Resolved);
        await bed.Record(Assert.Single(await bed.Claim(Lane.Again)), DeliveryState.Accepted);

        await bed.Test.Database.Write(session => FormerAddressStore.TryElsewhere(session, "a", bed.Test.Clock.Now()));

        Assert.Empty(await bed.Claim(Lane.Again));
    }

    [Fact]
    public async Task Several_words_that_wait_for_one_reader_become_the_last_with_the_earlier_ones_inside()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        var second = await bed.Post(incident, IncidentStatus.Identified);
        var third = await bed.Post(incident, IncidentStatus.Monitoring);

        var claim = Assert.Single(await bed.Claim(Lane.Fresh));

        var first = (await bed.Notices(incident))[0];
        Assert.Equal(third.Id, claim.Notice.Id);
        Assert.Equal([first.Id, second.Id], claim.Heard.Untold);
        Assert.False(claim.Heard.Anything);
        Assert.Equal(("folded", "folded"), (await bed.State(first, "a"), await bed.State(second, "a")));
    }

    [Fact]
    public async Task A_recovery_is_never_folded_away_and_goes_before_what_was_said_after_it()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        await bed.Accept(Lane.Fresh);
        var recovery = await bed.Post(incident, IncidentStatus.Resolved);
        var again = await bed.Post(incident, IncidentStatus.Identified);

        Assert.Equal("queued", await bed.State(recovery, "a"));
        Assert.Empty(await bed.Claim(Lane.Fresh));
        await bed.Accept(Lane.Recovery);
        Assert.Equal(again.Id, Assert.Single(await bed.Claim(Lane.Fresh)).Notice.Id);
    }

    [Fact]
    public async Task What_is_folded_is_neither_told_nor_accepted_and_is_never_tried_again()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        await bed.Post(incident, IncidentStatus.Resolved);
        var outage = (await bed.Notices(incident))[0];

        Assert.Equal(0, await bed.Test.Database.Write(session => DeliveryStore.Retry(session, outage.Id, "a", bed.Test.Clock.Now())));
        Assert.Equal(0, await bed.Test.Database.Write(session => DeliveryStore.RetryAll(session, incident.Id, bed.Test.Clock.Now())));
        bed.Test.Clock.Advance(TimeSpan.FromDays(1));
        Assert.Empty(await bed.Claim(Lane.Again));

        var ledger = await bed.Ledger(incident);
        Assert.Equal(0, ledger.Told);
        Assert.Equal((1, 0, 0, 1), (ledger.Notices[0].Planned, ledger.Notices[0].Accepted, ledger.Notices[0].Waiting, ledger.Notices[0].Folded));
        await bed.Accept(Lane.Recovery);
        Assert.Equal((1, 1, 0), ((await bed.Ledger(incident)).Told, (await bed.Ledger(incident)).Recovered, (await bed.Ledger(incident)).Owed));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_comes_back_unsent_when_something_later_is_there_is_folded_into_it(bool putOff)
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        var flying = Assert.Single(await bed.Claim(Lane.Fresh));
        var update = await bed.Post(incident, IncidentStatus.Identified);
        Assert.Empty(await bed.Claim(Lane.Fresh));

        await (putOff ? bed.Record(flying, DeliveryState.Waiting) : bed.PutBack(flying));

        Assert.Equal("folded", await bed.State(flying.Notice, "a"));
        var claim = Assert.Single(await bed.Claim(Lane.Fresh));
        Assert.Equal(update.Id, claim.Notice.Id);
        Assert.Equal([flying.Notice.Id], claim.Heard.Untold);
    }

    [Fact]
    public async Task What_a_dead_node_had_claimed_is_folded_too_and_its_reader_still_counts_as_told()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        var flying = Assert.Single(await bed.Claim(Lane.Fresh));
        await bed.Post(incident, IncidentStatus.Resolved);
        bed.Test.Clock.Advance(Lease.Length * 2);

        Assert.Equal(1, await bed.Test.Database.Write(session => DeliveryStore.TakeBack(session, bed.Test.Clock.Now())));

        Assert.Equal("folded", await bed.State(flying.Notice, "a"));
        Assert.Equal((1, 1), ((await bed.Ledger(incident)).Told, (await bed.Ledger(incident)).Owed));
        Assert.True(Assert.Single(await bed.Claim(Lane.Recovery)).Heard.Anything);
    }

    [Fact]
    public async Task What_is_folded_twice_ends_in_the_last_and_what_was_sent_inside_another_is_not_said_again()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        await bed.Post(incident, IncidentStatus.Identified);
        await bed.Accept(Lane.Fresh);
        var third = await bed.Post(incident, IncidentStatus.Monitoring);

        var claim = Assert.Single(await bed.Claim(Lane.Fresh));

        Assert.Equal(third.Id, claim.Notice.Id);
        Assert.Equal((true, 0), (claim.Heard.Anything, claim.Heard.Untold.Count));
    }

    [Fact]
    public async Task Trying_again_all_that_failed_sends_the_last_word_alone()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        var incident = await bed.Outage();
        await bed.Record(Assert.Single(await bed.Claim(Lane.Fresh)), DeliveryState.Refused);
        var recovery = await bed.Post(incident, IncidentStatus.Resolved);
        await bed.Record(Assert.Single(await bed.Claim(Lane.Again)), DeliveryState.Refused);

        Assert.Equal(2, await bed.Test.Database.Write(session => DeliveryStore.RetryAll(session, incident.Id, bed.Test.Clock.Now())));

        Assert.Equal(recovery.Id, Assert.Single(await bed.Claim(Lane.Again)).Notice.Id);
    }

    [Fact]
    public async Task Another_incidents_word_is_folded_into_nothing()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        await bed.Outage("One");
        await bed.Outage("Another");

        Assert.Single(await bed.Claim(Lane.Fresh));
        Assert.Single(await bed.Claim(Lane.Fresh));
    }
}
