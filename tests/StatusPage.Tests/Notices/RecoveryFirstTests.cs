using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;

namespace StatusPage.Tests.Notices;

public sealed class RecoveryFirstTests
{
    [Fact]
    public async Task Nothing_else_is_claimed_while_a_recovery_can_leave()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        await bed.Reader("b");
        var over = await bed.Outage("Over");
        await bed.Accept(Lane.Fresh);
        await bed.Outage("Older, and goes on");
        var recovery = await bed.Post(over, IncidentStatus.Resolved);

        Assert.Empty(await bed.Claim(Lane.Fresh));
        var claims = await bed.Claim(Lane.Recovery);
        Assert.Equal([(recovery.Id, "a"), (recovery.Id, "b")], claims.Select(c => (c.Notice.Id, c.SubscriptionId)));
        Assert.Equal(2, (await bed.Claim(Lane.Fresh)).Count);
    }

    [Fact]
    public async Task A_recovery_waits_for_nobody_but_the_reader_whom_the_outage_is_on_its_way_to()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        await bed.Reader("b");
        var incident = await bed.Outage();
        var flying = Assert.Single(await bed.Claim(Lane.Fresh, limit: 1));
        var recovery = await bed.Post(incident, IncidentStatus.Resolved);

        Assert.Equal("b", Assert.Single(await bed.Claim(Lane.Recovery)).SubscriptionId);
        await bed.Record(flying, DeliveryState.Accepted);
        var late = Assert.Single(await bed.Claim(Lane.Recovery));
        Assert.Equal((recovery.Id, "a", true), (late.Notice.Id, late.SubscriptionId, late.Heard.Anything));
    }

    [Fact]
    public async Task Planning_comes_to_its_end_where_one_of_two_that_were_merged_had_been_over()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        await bed.Reader("b");
        var (over, other, whole) = (await bed.Outage("Over, and again"), await bed.Outage("Goes on"), await bed.Outage("The whole"));
        foreach (var (incident, status) in new[] { (other, IncidentStatus.Identified), (whole, IncidentStatus.Identified), (over, IncidentStatus.Resolved), (over, IncidentStatus.Identified) })
        {
            bed.Test.Clock.Advance(TimeSpan.FromSeconds(1));
            await bed.Post(incident, status, plan: false);
        }

        await bed.Test.Database.Write(async session =>
        {
            await IncidentStore.Merge(session, over.Id, whole.Id, bed.Test.Clock.Now());
            await IncidentStore.Merge(session, other.Id, whole.Id, bed.Test.Clock.Now());
        });

        var chunks = 0;
        while (chunks < 50 && await bed.PlanChunk(2))
        {
            chunks++;
        }

        Assert.InRange(chunks, 4, 49);
        Assert.Equal(["a", "b"], (await bed.Claim(Lane.Recovery)).Select(c => c.SubscriptionId).Order());
    }

    [Fact]
    public async Task A_recovery_leaves_while_it_and_the_outage_are_still_being_planned()
    {
        using var bed = await QueueBed.Create();
        foreach (var reader in (string[])["a", "b", "c", "d"])
        {
            await bed.Reader(reader);
        }

        var incident = await bed.Outage("Planned", plan: false);
        await bed.PlanChunk(2);
        await bed.Post(incident, IncidentStatus.Resolved, plan: false);
        await bed.PlanChunk(2);

        var notices = await bed.Notices(incident);
        Assert.Equal(["a", "b"], (await bed.Claim(Lane.Recovery)).Select(c => c.SubscriptionId).Order());
        while (await bed.PlanChunk(2))
        {
        }

        Assert.Equal(["c", "d"], (await bed.Claim(Lane.Recovery)).Select(c => c.SubscriptionId).Order());
        Assert.Empty(await bed.Claim(Lane.Fresh));
        foreach (var reader in (string[])["a", "b", "c", "d"])
        {
            Assert.Equal("folded", await bed.State(notices[0], reader));
        }
    }

    [Fact]
    public async Task The_recovery_of_one_incident_is_planned_before_the_news_of_another()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("a");
        await bed.Reader("b");
        var over = await bed.Outage("Over");
        await bed.Accept(Lane.Fresh);
        await bed.Outage("Goes on", plan: false);
        await bed.PlanChunk(1);
        await bed.Post(over, IncidentStatus.Resolved, plan: false);

        await bed.PlanChunk(1);

        Assert.Equal("a", Assert.Single(await bed.Claim(Lane.Recovery)).SubscriptionId);
    }

    [Fact]
    public async Task Who_could_not_be_reached_last_time_is_tried_beside_the_others_and_recoveries_first()
    {
        using var bed = await QueueBed.Create();
        await bed.Reader("dead");
        await bed.Reader("fine");
        var incident = await bed.Outage();
        foreach (var claim in await bed.Claim(Lane.Fresh))
        {
            await bed.Record(claim, claim.SubscriptionId == "dead" ? DeliveryState.Exhausted : DeliveryState.Accepted);
        }

        await bed.Outage("Another");
        var recovery = await bed.Post(incident, IncidentStatus.Resolved);

        Assert.Equal("fine", Assert.Single(await bed.Claim(Lane.Recovery)).SubscriptionId);
        Assert.Equal("fine", Assert.Single(await bed.Claim(Lane.Fresh)).SubscriptionId);
        var first = Assert.Single(await bed.Claim(Lane.Again));
        Assert.Equal((recovery.Id, "dead"), (first.Notice.Id, first.SubscriptionId));
        await bed.Record(first, DeliveryState.Accepted);
        await bed.Record(Assert.Single(await bed.Claim(Lane.Again)), DeliveryState.Accepted);

        bed.Test.Clock.Advance(TimeSpan.FromMinutes(1));
        await bed.Outage("A third, when all can be reached");
        Assert.Equal(2, (await bed.Claim(Lane.Fresh)).Count);
    }
}
