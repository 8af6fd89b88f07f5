using System.Net;
using StatusPage.Platform.Throttling;

namespace StatusPage.Tests.Platform.Throttling;

public sealed class ThrottleTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task A_window_begins_with_its_first_hit_and_refusals_do_not_lengthen_it()
    {
        using var test = await TestDatabase.Create();
        var throttle = new Throttle(test.Database, test.Site, test.Clock);
        test.Clock.Advance(TimeSpan.FromMinutes(59));
        Assert.True(await throttle.Allow("a", 2, Hour));
        Assert.True(await throttle.Allow("a", 2, Hour));
        test.Clock.Advance(TimeSpan.FromMinutes(30));
        Assert.False(await throttle.Allow("a", 2, Hour));
        Assert.True(await throttle.Allow("b", 2, Hour));
        Assert.Equal(TimeSpan.FromMinutes(30), await throttle.Remaining("a"));
        test.Clock.Advance(TimeSpan.FromMinutes(30) - TimeSpan.FromMilliseconds(1));
        Assert.False(await throttle.Allow("a", 2, Hour));
        test.Clock.Advance(TimeSpan.FromMilliseconds(1));
        Assert.True(await throttle.Allow("a", 2, Hour));
        Assert.Equal(Hour, await throttle.Remaining("a"));
    }

    [Fact]
    public async Task Many_at_once_do_not_slip_through()
    {
        using var test = await TestDatabase.Create();
        var throttle = new Throttle(test.Database, test.Site, test.Clock);
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Task.Run(() => throttle.Allow("a", 7, Hour))));
        Assert.Equal(7, answers.Count(allowed => allowed));
    }

    [Fact]
    public async Task A_restart_forgives_nobody_and_a_refund_gives_one_back()
    {
        using var test = await TestDatabase.Create();
        Assert.True(await new Throttle(test.Database, test.Site, test.Clock).Allow("a", 1, Hour));
        var restarted = new Throttle(test.Database, test.Site, test.Clock);
        Assert.False(await restarted.Allow("a", 1, Hour));
        await restarted.Refund("a");
        await restarted.Refund("a");
        Assert.True(await restarted.Allow("a", 1, Hour));
        Assert.False(await restarted.Allow("a", 1, Hour));
    }

    [Fact]
    public async Task Only_what_is_over_is_forgotten()
    {
        using var test = await TestDatabase.Create();
        var throttle = new Throttle(test.Database, test.Site, test.Clock);
        await throttle.Allow("short", 1, TimeSpan.FromMinutes(1));
        await throttle.Remember("long", TimeSpan.FromDays(30));
        test.Clock.Advance(TimeSpan.FromMinutes(2));
        Assert.Equal(1, await throttle.Forget());
        Assert.True(await throttle.Remembers("long"));
        test.Clock.Advance(TimeSpan.FromDays(30));
        Assert.False(await throttle.Remembers("long"));
    }

    [Fact]
    public async Task No_address_lies_in_clear()
    {
        using var test = await TestDatabase.Create();
        await new Throttle(test.Database, test.Site, test.Clock).Allow("subscribe:203.0.113.7", 1, Hour);
        Assert.DoesNotContain("203.0.113.7", await AllText.Of(test.Database), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("::ffff:203.0.113.7", "203.0.113.7")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64")]
    [InlineData("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64")]
    [InlineData("::1", "::1")]
    public void Clients_are_told_apart_by_address_or_network(string address, string expected) =>
        Assert.Equal(expected, ClientAddress.Of(IPAddress.Parse(address)));
}
