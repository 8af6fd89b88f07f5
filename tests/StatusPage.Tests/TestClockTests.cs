namespace StatusPage.Tests;

public sealed class TestClockTests
{
    private readonly TestClock clock = new();

    [Fact]
    public async Task A_delay_ends_when_the_clock_reaches_it_and_not_before()
    {
        var delay = Task.Delay(TimeSpan.FromMinutes(5), clock, TestContext.Current.CancellationToken);
        clock.Advance(TimeSpan.FromMinutes(4.9));
        Assert.False(delay.IsCompleted);
        clock.Advance(TimeSpan.FromMinutes(0.1));
        await delay;
    }

    [Fact]
    public void Timers_fire_in_the_order_they_are_due_and_see_their_own_moment()
    {
        var seen = new List<(string, TimeSpan)>();
        using var late = clock.CreateTimer(_ => seen.Add(("late", clock.GetUtcNow() - TestClock.Start)), null, TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using var often = clock.CreateTimer(_ => seen.Add(("often", clock.GetUtcNow() - TestClock.Start)), null, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(2));
        clock.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(
            [("often", TimeSpan.FromSeconds(2)), ("often", TimeSpan.FromSeconds(4)), ("late", TimeSpan.FromSeconds(5)), ("often", TimeSpan.FromSeconds(6))],
            seen);
        Assert.Equal(TestClock.Start + TimeSpan.FromSeconds(6), clock.GetUtcNow());
    }
}
