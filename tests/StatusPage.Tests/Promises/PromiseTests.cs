using StatusPage.Incidents;
using StatusPage.Platform;
using StatusPage.Platform.Problems;
using StatusPage.Promises;
using StatusPage.Promises.Record;

namespace StatusPage.Tests.Promises;

public sealed class PromiseTests
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Fact]
    public async Task Every_update_that_is_not_final_promises_the_next_within_the_default_or_by_what_it_says()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        Assert.Equal(house.Now + 30 * Minute, (await house.Last(incident, PromiseKind.NextUpdate)).Due);
        house.Clock.Advance(Minute);
        incident = await house.Post(incident, with: d => d with { NextUpdateBy = house.Now + 5 * Hour });
        Assert.Equal(incident.Latest.NextUpdateBy, (await house.Last(incident, PromiseKind.NextUpdate)).Due);
        var old = await house.Incidents.Open(new() { Name = "Old" }, new() { Status = IncidentStatus.Resolved, DisplayAt = house.Now.AddDays(-9) }, StatusPage.Platform.Audit.Actor.System);
        Assert.Empty(await house.Service.Of(old.Id));
    }

    [Theory]
    [InlineData(29, "kept")]
    [InlineData(30, "kept_late")]
    [InlineData(44, "kept_late")]
    [InlineData(45, "broken")]
    [InlineData(600, "broken")]
    public async Task The_next_update_keeps_the_promise_before_it_is_due_late_after_it_and_not_once_the_service_had_to_speak(int minutes, string ending)
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        house.Clock.Advance(minutes * Minute);
        await house.Post(incident);
        var promises = await house.Of(incident, PromiseKind.NextUpdate);
        Assert.Equal((2, Wire<Ending>.Parse(ending), house.Now, true), (promises.Count, promises[0].Ending!.Value, promises[0].EndedAt!.Value, promises[1].IsOpen));
    }

    [Theory]
    [InlineData("estimate")]
    [InlineData("estimate_by")]
    [InlineData("plan")]
    [InlineData("report")]
    public async Task A_newer_promise_replaces_the_old_one_before_it_is_due_and_finds_it_broken_after(string word)
    {
        var kind = Wire<PromiseKind>.Parse(word);
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        var first = await house.Make(incident, kind, Hour);
        house.Clock.Advance(Hour - TimeSpan.FromMilliseconds(1));
        var second = await house.Make(incident, kind, Hour);
        house.Clock.Advance(Hour);
        var third = await house.Make(incident, kind, Hour);

        var line = Assert.Single(PromiseLine.Of(await house.Of(incident, kind)));
        Assert.Equal([first.Id, second.Id, third.Id], line.Said.Select(p => p.Id));
        Assert.Equal([PromiseState.Replaced, PromiseState.Broken, PromiseState.Open], line.Said.Select(p => p.State(house.Now)));
        Assert.Equal(2, line.Moves);
        Assert.Equal(3, (await house.Told(incident, AnnouncementKind.Promise)).Count);
    }

    [Fact]
    public async Task An_ending_never_changes()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open(house.Draft(PromiseKind.Plan, Hour));
        house.Clock.Advance(2 * Hour);
        await house.Keeper.KeepWatch(CancellationToken.None);
        await house.Post(incident, IncidentStatus.Resolved);
        var before = (await house.Service.Of(incident.Id)).Where(p => !p.IsOpen).ToList();
        Assert.Equal(2, before.Count);
        house.Clock.Advance(Hour);
        await house.Post(incident, IncidentStatus.Investigating);
        await house.Make(incident, PromiseKind.Plan, Hour);
        house.Clock.Advance(3 * Hour);
        await house.Keeper.KeepWatch(CancellationToken.None);
        await house.Post(incident, IncidentStatus.Resolved);
        var after = (await house.Service.Of(incident.Id)).Where(p => before.Any(b => b.Id == p.Id));
        Assert.Equal(before.OrderBy(p => p.Id), after.OrderBy(p => p.Id));
    }

    [Fact]
    public async Task An_estimate_keeps_the_promise_of_one()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open(house.Draft(PromiseKind.EstimateBy, Hour));
        await house.Make(incident, PromiseKind.Estimate, 2 * Hour);
        Assert.Equal(Ending.Kept, (await house.Last(incident, PromiseKind.EstimateBy)).Ending);
        await house.Make(incident, PromiseKind.EstimateBy, Hour);
        house.Clock.Advance(Hour);
        await house.Make(incident, PromiseKind.Estimate, 2 * Hour);
        Assert.Equal(Ending.KeptLate, (await house.Last(incident, PromiseKind.EstimateBy)).Ending);
    }

    [Theory]
    [InlineData(59, "kept", "replaced", "replaced")]
    [InlineData(60, "kept_late", "broken", "broken")]
    public async Task A_recovery_keeps_the_estimate_and_makes_the_rest_pointless_or_finds_it_broken(int minutes, string estimate, string estimateBy, string plan)
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open(house.Draft(PromiseKind.Estimate, Hour), house.Draft(PromiseKind.Plan, Hour));
        // An estimate that cannot be given any more stands beside the one that was.
        await house.Make(incident, PromiseKind.EstimateBy, Hour);
        house.Clock.Advance(minutes * Minute);
        await house.Post(incident, IncidentStatus.Resolved);
        var endings = (await house.Service.Of(incident.Id)).Where(p => !p.IsOpen && p.Kind != PromiseKind.NextUpdate).ToDictionary(p => p.Kind, p => p.Ending!.Value.Wire());
        Assert.Equal((estimate, estimateBy, plan), (endings[PromiseKind.Estimate], endings[PromiseKind.EstimateBy], endings[PromiseKind.Plan]));
        Assert.Equal(house.Now.AddDays(14), Assert.Single(await house.Service.Of(incident.Id), p => p.IsOpen).Due);
    }

    [Fact]
    public async Task The_report_is_promised_by_what_was_said_or_not_at_all()
    {
        using var house = await PromiseHouse.Create();
        var (one, none) = (await house.Open(), await house.Open(house.Draft(PromiseKind.Report, 100 * Hour)));
        await house.Post(one, IncidentStatus.Resolved, d => d with { Promises = [house.Draft(PromiseKind.Report, 48 * Hour)] });
        Assert.Equal(house.Now + 48 * Hour, (await house.Last(one, PromiseKind.Report)).Due);
        await house.Post(none, IncidentStatus.Resolved, d => d with { NoReport = true });
        Assert.DoesNotContain(await house.Service.Of(none.Id), p => p.IsOpen);
        await Assert.ThrowsAsync<RuleViolationException>(() => house.Make(one, PromiseKind.Plan, Hour));
        await house.Make(one, PromiseKind.Report, 72 * Hour);
    }

    [Fact]
    public async Task What_goes_on_again_promises_its_next_word_again_and_keeps_the_report_that_stands()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open();
        await house.Post(incident, IncidentStatus.Resolved);
        var report = await house.Last(incident, PromiseKind.Report);
        house.Clock.Advance(Hour);
        await house.Post(incident, IncidentStatus.Investigating);
        Assert.Equal(house.Now + 30 * Minute, (await house.Last(incident, PromiseKind.NextUpdate)).Due);
        await house.Post(incident, IncidentStatus.Resolved);
        Assert.Equal([report.Id], (await house.Service.Of(incident.Id)).Where(p => p.IsOpen).Select(p => p.Id));
        Assert.Contains(await house.Record(), e => e.Kind == "reopened");
    }

    [Fact]
    public async Task A_quiet_update_moves_no_promise_quietly()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open(house.Draft(PromiseKind.Plan, Hour));
        await house.Post(incident, with: d => d with { DeliverNotifications = false, Promises = [house.Draft(PromiseKind.Plan, 2 * Hour), house.Draft(PromiseKind.EstimateBy, Hour)] });
        Assert.Equal((await house.Last(incident, PromiseKind.Plan)).Id, Assert.Single(await house.Told(incident, AnnouncementKind.Promise)).SubjectId);
    }

    [Fact]
    public async Task Every_step_stands_in_the_record_and_each_hash_covers_the_one_before()
    {
        using var house = await PromiseHouse.Create();
        var incident = await house.Open(house.Draft(PromiseKind.Plan, Hour));
        house.Clock.Advance(50 * Minute);
        await house.Keeper.KeepWatch(CancellationToken.None);
        await house.Post(incident, IncidentStatus.Resolved);
        var entries = await house.Record();
        Assert.Equal(
            ["started", "promise_made", "promise_made", "promise_ended", "silence", "promise_ended", "recovered", "promise_made"], entries.Select(e => e.Kind));
        var former = RecordChain.Origin;
        foreach (var entry in entries)
        {
            Assert.Equal(RecordChain.Hash(former, entry.Entry), entry.Hash);
            former = entry.Hash;
        }
    }
}
