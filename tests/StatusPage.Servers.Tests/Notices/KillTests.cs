using StatusPage.Notices;

namespace StatusPage.Servers.Tests.Notices;

public sealed class KillTests
{
    private const int Subscribers = 2_000;
    private const int SomeTold = 600;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_in_the_middle_of_both_fan_outs_every_address_told_of_the_outage_is_told_of_the_recovery()
    {
        await using var fan = await FanOut.Start(Subscribers);
        var underWay = fan.Reached(SomeTold, times: 1);
        var incident = await fan.Api.NewOutage("Nobody can sign in", fan.Component, Cancelled);
        await underWay;
        await fan.App.Kill();
        var toldOnce = fan.Mails();
        Assert.InRange(toldOnce.Count, SomeTold - FanOut.Connections, Subscribers - 1);

        // Nothing that happens to the incident takes anybody out of those who were told.
        underWay = fan.Reached(SomeTold, times: 2);
        await fan.App.Start(Cancelled);
        await fan.Api.Change(incident, new { component_ids = Array.Empty<string>() }, Cancelled);
        await fan.Api.Change(incident, new { name = "Sign-in was down" }, Cancelled);
        await fan.Api.Change(incident, new { status = "resolved", body = "It answers again." }, Cancelled);
        await underWay;
        await fan.App.Kill();
        Assert.InRange(fan.Mails().Count(m => m.Kind is "Recovered" or "It is over"), 1, Subscribers - 1);

        fan.Sink.Behaviour = null;
        await fan.App.Start(Cancelled);
        await fan.Ledger(incident, l => l is { Owed: 0, Told: Subscribers } && l.Notices.All(n => n.Accepted + n.Folded == n.Planned));

        EverybodyIsToldOfBothInOrderOrOnceOfAll(fan);
        NothingIsToldTwiceButWhatWasInFlight(fan.Mails(), kills: 2);
        var ledger = await fan.Api.Ledger(incident, Cancelled);
        Assert.Equal((Subscribers, Subscribers, 0, 0, 0), (ledger.Told, ledger.Recovered, ledger.Owed, ledger.Released, ledger.Exhausted));
        var folded = ledger.Notices[0].Folded;
        Assert.Equal(
            [new("outage", Subscribers, Subscribers - folded, 0, 0, 0, 0, folded), new("recovery", Subscribers, Subscribers, 0, 0, 0, 0, 0)], ledger.Notices);
    }

    [Fact]
    public async Task Asked_to_end_in_the_middle_of_a_fan_out_it_ends_soon_and_nobody_is_missed_or_told_twice()
    {
        await using var fan = await FanOut.Start(Subscribers);
        var underWay = fan.Reached(SomeTold, times: 1);
        var incident = await fan.Api.NewOutage("Nobody can sign in", fan.Component, Cancelled);
        await underWay;
        Assert.InRange(await fan.App.Stop(Cancelled), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, fan.App.ExitCode);
        Assert.InRange(fan.Mails().Count, 1, Subscribers - 1);
        Assert.Equal(0, await fan.Number("SELECT COUNT(*) FROM delivery WHERE state = 'sending'"));

        fan.Sink.Behaviour = null;
        await fan.App.Start(Cancelled);
        await fan.Ledger(incident, l => l.Notices is [{ Accepted: Subscribers }]);
        Assert.Equal(fan.Subscribers.Order(), fan.Mails().Select(m => m.Address).Order());
    }

    [Fact]
    public async Task Asked_to_end_while_the_mail_server_says_nothing_more_it_ends_soon_all_the_same()
    {
        await using var fan = await FanOut.Start(40);
        var underWay = fan.Stalled();
        var incident = await fan.Api.NewOutage("Nobody can sign in", fan.Component, Cancelled);
        await underWay;
        Assert.InRange(await fan.App.Stop(Cancelled), TimeSpan.Zero, TimeSpan.FromSeconds(10));
        Assert.Equal(0, fan.App.ExitCode);
        Assert.Equal(0, await fan.Number("SELECT COUNT(*) FROM delivery WHERE state = 'sending'"));
        Assert.Equal(40, (await fan.Number("SELECT COUNT(*) FROM delivery WHERE state IN ('queued', 'waiting')")));
        Assert.NotEmpty(incident);
    }

    [Fact]
    public async Task With_the_mail_server_away_from_before_the_outage_until_after_the_recovery_everybody_gets_one_mail_of_both()
    {
        await using var fan = await FanOut.Start(300);
        await fan.SinkGone();
        var incident = await fan.Api.NewOutage("Nobody can sign in", fan.Component, Cancelled);
        await fan.App.Until(() => Task.FromResult(fan.App.Output.Contains("mail server is not to be had", StringComparison.Ordinal)), Cancelled);
        await fan.Api.Change(incident, new { status = "resolved", body = "It answers again." }, Cancelled);
        await fan.Ledger(incident, l => l.Notices is [{ Folded: 300 }, { Waiting: 300 }]);
        Assert.Equal(0, (await fan.Api.Ledger(incident, Cancelled)).Told);

        fan.SinkBack();
        await fan.Ledger(incident, l => l is { Told: 300, Recovered: 300, Owed: 0, Notices: [{ Folded: 300 }, { Accepted: 300 }] });
        Assert.All(fan.Mails(), m => Assert.Equal("It is over", m.Kind));
        NothingIsToldTwiceButWhatWasInFlight(fan.Mails(), kills: 0);
        Assert.Equal(0, await fan.Number("SELECT COUNT(*) FROM delivery_attempt"));
        Assert.Equal(1, await fan.Number("SELECT MAX(attempts) FROM delivery"));
    }

    /// <summary>The mail server goes in the middle of each fan-out, and the service is killed with it; its two hours are as long here as the service takes to notice.</summary>
    [Fact]
    public async Task With_the_mail_server_down_around_both_notices_and_a_kill_in_the_middle_of_each_nobody_is_left_owed_or_told_of_the_recovery_twice()
    {
        await using var fan = await FanOut.Start(Subscribers);
        var underWay = fan.Reached(SomeTold, times: 1);
        var incident = await fan.Api.NewOutage("Nobody can sign in", fan.Component, Cancelled);
        await underWay;
        await DownAndBack(fan, () => fan.Api.Change(incident, new { body = "It is the network." }, Cancelled));
        await fan.Ledger(incident, l => l is { Owed: Subscribers } && l.Notices.All(n => n.Accepted + n.Folded == n.Planned));
        Assert.All(fan.Mails().GroupBy(m => m.Address), told => Assert.Contains(told, m => m.Kind is "Outage" or "Update"));

        await fan.SinkGone();
        fan.SinkBack();
        underWay = fan.Reached(SomeTold, times: 1);
        await fan.Api.Change(incident, new { status = "resolved", body = "It answers again." }, Cancelled);
        await underWay;
        await DownAndBack(fan, () => Task.CompletedTask);
        await fan.Ledger(incident, l => l is { Told: Subscribers, Recovered: Subscribers, Owed: 0 });

        Assert.Equal(fan.Subscribers.Order(), fan.Mails().Where(m => m.Kind == "Recovered").Select(m => m.Address).Distinct().Order());
        NothingIsToldTwiceButWhatWasInFlight(fan.Mails(), kills: 2);
    }

    private static async Task DownAndBack(FanOut fan, Func<Task> meanwhile)
    {
        await fan.SinkGone();
        await fan.App.Kill();
        var before = fan.App.Output.Length;
        await fan.App.Start(Cancelled);
        await meanwhile();
        await fan.App.Until(() => Task.FromResult(fan.App.Output[before..].Contains("mail server is not to be had", StringComparison.Ordinal)), Cancelled);
        fan.SinkBack();
    }

    /// <summary>Whom the outage may have reached before the kill is told of the recovery; who is known to have heard nothing gets one mail of both.</summary>
    private static void EverybodyIsToldOfBothInOrderOrOnceOfAll(FanOut fan)
    {
        var told = fan.Mails().ToLookup(m => m.Address, m => m.Kind);
        Assert.DoesNotContain(fan.Subscribers, a => string.Join(", ", told[a].Distinct()) is not ("Outage, Recovered" or "Recovered" or "It is over"));
        Assert.Equal(fan.Subscribers.Count, told.Count);
    }

    private static void NothingIsToldTwiceButWhatWasInFlight(IReadOnlyList<Told> mails, int kills)
    {
        var groups = mails.GroupBy(m => (m.Address, m.Kind)).ToList();
        Assert.InRange(mails.Count - groups.Count, 0, kills * DeliveryLane.Window);
        Assert.All(groups.Where(g => g.Count() > 1), g => Assert.Single(g.Select(m => m.MessageId).Distinct()));
        TestContext.Current.TestOutputHelper?.WriteLine($"{mails.Count - groups.Count} told twice, where {kills * DeliveryLane.Window} were allowed");
    }
}
