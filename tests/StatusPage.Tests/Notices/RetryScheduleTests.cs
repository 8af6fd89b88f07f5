using StatusPage.Mail;
using StatusPage.Notices;
using StatusPage.Platform.Settings;

namespace StatusPage.Tests.Notices;

public sealed class RetryScheduleTests
{
    [Fact]
    public void The_default_tries_at_once_then_hourly_to_a_day_and_every_four_hours_to_three()
    {
        var schedule = RetrySchedule.Parse(RetrySchedule.Default);
        var pauses = Enumerable.Range(1, schedule.Attempts - 1).Select(a => schedule.After(a)!.Value).ToList();

        Assert.Equal([1, 5, 15, 60], pauses.Take(4).Select(p => p.TotalMinutes));
        Assert.All(pauses.Skip(4).Take(22), p => Assert.Equal(TimeSpan.FromHours(1), p));
        Assert.Equal(TimeSpan.FromHours(4), pauses[^1]);
        Assert.InRange(pauses.Aggregate((a, b) => a + b), TimeSpan.FromHours(68), TimeSpan.FromHours(72));
        Assert.Null(schedule.After(schedule.Attempts));
    }

    [Fact]
    public void What_is_put_off_is_due_after_the_pause_of_its_attempt_and_exhausted_after_the_last()
    {
        var schedule = RetrySchedule.Parse("1m, 5m");
        var claim = new Claim(new("n", NoticeKind.Outage, "i", "u", "u", TestClock.Start), "s", "reader@example.com", "en", Attempts: 0, TestClock.Start);
        var full = new MailResult.Deferred(452, "4.2.2", "mailbox full");

        Assert.Equal(
            [(DeliveryState.Waiting, TestClock.Start.AddMinutes(1)), (DeliveryState.Waiting, TestClock.Start.AddMinutes(5)), (DeliveryState.Exhausted, (DateTimeOffset?)null)],
            Enumerable.Range(0, 3).Select(a => Outcome.Of(claim with { Attempts = a }, full, schedule, TestClock.Start)).Select(o => (o.State, o.DueAt)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("soon")]
    [InlineData("1m, never")]
    [InlineData("1h until tomorrow")]
    [InlineData("1s until 100000d")]
    public void A_wrong_schedule_names_the_setting(string text) =>
        Assert.Equal("Notices:RetrySchedule", Assert.Throws<SettingException>(() => RetrySchedule.Parse(text)).Key);
}
