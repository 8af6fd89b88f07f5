using StatusPage.Incidents;
using StatusPage.Promises;

namespace StatusPage.Tests.Promises;

public sealed class SilenceTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(14, 0)]
    [InlineData(15, 1)]
    [InlineData(59, 1)]
    [InlineData(60, 2)]
    [InlineData(239, 2)]
    [InlineData(240, 3)]
    [InlineData(1439, 3)]
    [InlineData(1440, 4)]
    [InlineData(2879, 4)]
    [InlineData(2880, 5)]
    [InlineData(7620, 8)]
    public void The_service_speaks_after_a_quarter_an_hour_four_hours_and_then_daily(int minutes, int number) =>
        Assert.Equal(number, Silence.Number(minutes * Minute, 15 * Minute));

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(90, 89, 0)]
    [InlineData(90, 90, 1)]
    [InlineData(90, 240, 2)]
    [InlineData(300, 300, 1)]
    [InlineData(300, 1440, 2)]
    [InlineData(2160, 2159, 0)]
    [InlineData(2160, 2160, 1)]
    [InlineData(2160, 2880, 2)]
    public void Another_patience_moves_the_first_time_and_skips_what_would_come_before_it(int deadMan, int minutes, int number) =>
        Assert.Equal(number, Silence.Number(minutes * Minute, deadMan * Minute));

    [Fact]
    public async Task The_service_speaks_once_for_an_interval_however_often_and_on_however_many_nodes_it_looks()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        house.Clock.Advance(44 * Minute);
        await house.Keeper.KeepWatch(CancellationToken.None);
        Assert.Empty(await house.Told(incident, AnnouncementKind.DeadMan));
        house.Clock.Advance(Minute);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => (i % 2 == 0 ? house.Keeper : house.Other).KeepWatch(CancellationToken.None))));
        await house.Keeper.KeepWatch(CancellationToken.None);

        var told = Assert.Single(await house.Told(incident, AnnouncementKind.DeadMan));
        var promise = Assert.Single(await house.Of(incident, PromiseKind.NextUpdate));
        Assert.Equal((promise.Id, Ending.Broken, house.Now), (told.SubjectId, promise.Ending!.Value, promise.EndedAt!.Value));
        house.Clock.Advance(45 * Minute);
        await house.Other.KeepWatch(CancellationToken.None);
        Assert.Equal(2, (await house.Told(incident, AnnouncementKind.DeadMan)).Count);
        Assert.Single(await house.Record(), e => e.Kind == "promise_ended");
    }

    [Fact]
    public async Task After_a_time_in_which_nothing_ran_it_speaks_for_the_newest_interval_alone()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        house.Clock.Advance(TimeSpan.FromDays(3));
        await house.Keeper.KeepWatch(CancellationToken.None);
        await house.Keeper.KeepWatch(CancellationToken.None);
        Assert.Single(await house.Told(incident, AnnouncementKind.DeadMan));
        Assert.Single(await house.Record(), e => e.Kind == "silence");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_word_or_the_end_ends_the_silence(bool resolved)
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        house.Clock.Advance(50 * Minute);
        await house.Keeper.KeepWatch(CancellationToken.None);
        await house.Post(incident, resolved ? IncidentStatus.Resolved : IncidentStatus.Identified);
        house.Clock.Advance(20 * Minute);
        await house.Keeper.KeepWatch(CancellationToken.None);
        Assert.Single(await house.Told(incident, AnnouncementKind.DeadMan));
        house.Clock.Advance(40 * Minute);
        await house.Keeper.KeepWatch(CancellationToken.None);
        Assert.Equal(resolved ? 1 : 2, (await house.Told(incident, AnnouncementKind.DeadMan)).Count);
    }

    [Fact]
    public async Task What_was_taken_off_the_page_is_not_spoken_for()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        await house.Incidents.Delete(incident.Id, StatusPage.Platform.Audit.Actor.System);
        house.Clock.Advance(TimeSpan.FromHours(1));
        await house.Keeper.KeepWatch(CancellationToken.None);
        Assert.DoesNotContain(await house.Record(), e => e.Kind == "silence");
    }
}
