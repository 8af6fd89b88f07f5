using System.Text.RegularExpressions;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Data;
using StatusPage.Promises;
using StatusPage.Promises.Record;
using StatusPage.Recovery;
using StatusPage.Reports;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail;
using static StatusPage.Components.ComponentStatus;
using static StatusPage.Incidents.IncidentStatus;

namespace StatusPage.Tests.Story;

/// <summary>127 hours of October 2022, and the weeks after them: nobody who was told is left without the end of it.</summary>
public sealed partial class DataCentreFireTests(FireFixture app) : IClassFixture<FireFixture>
{
    private const string Everything = "everything@example.com", Korean = "dokja@example.com", OnlyLogin = "login@example.com",
        Leaving = "leaving@example.com", Newcomer = "newcomer@example.com", Stranger = "taxi-only@example.com";

    /// <summary>At the mail service that burns: nothing reaches them for 86 hours.</summary>
    private static readonly string[] Cut = ["one@mail.example", "two@mail.example"];

    private readonly Dictionary<string, string> components = [];

    [Fact]
    public async Task Whoever_was_told_of_the_fire_hears_of_plan_recovery_and_report_however_late_their_mailbox_comes_back()
    {
        await Furnish();
        app.Sink.Behaviour = (stage, address) => stage == SinkStage.Recipient && address.Contains("@mail.example", StringComparison.Ordinal) && app.Clock.GetUtcNow() < app.At(86)
            ? SinkAction.Say("451 4.4.1 no route to mail.example") : null;
        app.Begin();

        var incident = await Outage();
        await Estimates(incident);
        await SilenceAndNewcomer(incident);
        await ComingBack(incident);
        await app.Until(127.5);
        await Recover(incident);
        await Report(incident);

        await Promises(incident);
        Mailboxes();
        var ledger = await app.Get<LedgerService>().Of(incident.Id);
        Assert.Equal((7L, 6L, 0L, 1L), (ledger.Told, ledger.Recovered, ledger.Owed, ledger.Released));
        await Record(incident);
    }

    private async Task Furnish()
    {
        var service = app.Get<ComponentService>();
        foreach (var name in new[] { "Messenger", "Login", "Mail", "Taxi" })
        {
            components[name] = (await service.Create(new() { Name = name }, Operational, FireFixture.Actor)).Id;
        }

        await Subscribe(Everything, SubscriptionScope.All);
        await Subscribe(Korean, SubscriptionScope.All, "ko");
        await Subscribe(Leaving, SubscriptionScope.All);
        await Subscribe(OnlyLogin, SubscriptionScope.Of([components["Login"]], []));
        await Subscribe(Stranger, SubscriptionScope.Of([components["Taxi"]], []));
        foreach (var address in Cut)
        {
            await Subscribe(address, SubscriptionScope.All);
        }
    }

    private async Task<Incident> Outage()
    {
        var incident = await app.Get<IncidentService>().Open(
            new() { Name = "A fire stopped our southern data centre", EffectCannot = "send messages", EffectCan = "call by phone" },
            new() { Status = Investigating, Body = "We look for the cause.", NextUpdateBy = app.At(0.5), Components = Now(("Messenger", MajorOutage), ("Login", MajorOutage), ("Mail", MajorOutage)) },
            FireFixture.Actor);
        await app.Until(0.4);
        await app.Post(incident, Identified, "There is a fire.", 6, [new(PromiseKind.Estimate, app.At(2), "the fire is small", Confidence.Low), new(PromiseKind.Plan, app.At(4))]);
        return incident;
    }

    /// <summary>The estimate moves three times, each time before it is due; the plan comes two hours late.</summary>
    private async Task Estimates(Incident incident)
    {
        await app.Until(1.5);
        await app.Post(incident, Identified, "It is not small.", 7, [new(PromiseKind.Estimate, app.At(8), "the power returns tonight", Confidence.Low)]);
        await app.Until(6);
        var plans = app.Get<RecoveryPlanService>();
        await plans.Publish(incident.Id, new(
        [
            new() { Phase = PlanPhase.Activation, Title = "Everybody is called" },
            new() { Phase = PlanPhase.Recovery, Title = "Login runs elsewhere", Owner = "account team", WaitsFor = [1], ComponentIds = [components["Login"]] },
            new() { Phase = PlanPhase.Recovery, Title = "Mail is copied and opened", WaitsFor = [1], ComponentIds = [components["Mail"]] },
        ]), FireFixture.Actor);
        await app.Until(6.5);
        await plans.SetStep(incident.Id, "1", StepState.Done, null, FireFixture.Actor);
        await app.Until(6.9);
        await app.Get<PromiseService>().Make(incident.Id, new(PromiseKind.Estimate, app.At(24), "cables have to be laid anew", Confidence.Medium), FireFixture.Actor);
        await app.Post(incident, Identified, "Cables are laid.", 20);
        await app.Until(19);
        await app.Post(incident, Identified, "It takes days, not hours.", 30, [new(PromiseKind.Estimate, app.At(120), "thirty thousand servers start by hand", Confidence.Medium)]);
    }

    /// <summary>For six hours nobody writes: the service speaks after a quarter of an hour, an hour and four. Then somebody new subscribes.</summary>
    private async Task SilenceAndNewcomer(Incident incident)
    {
        await app.Until(36);
        await app.Post(incident, Identified, "We were silent for six hours and are sorry.", 60);
        await app.Until(40);
        await app.Get<SubscriptionService>().Request(Newcomer, SubscriptionScope.All, "en", null);
        await Until(() => app.Mailbox(Newcomer).Count == 1, "the confirmation mail");
        var confirmation = Assert.Single(app.Mailbox(Newcomer));
        await app.Get<SubscriptionService>().Confirm(ConfirmationLink.Match(confirmation.Text).Groups[1].Value);
        await app.Settle();
        Assert.Contains("We were silent for six hours", app.Mailbox(Newcomer)[^1].Text, StringComparison.Ordinal);
    }

    private async Task ComingBack(Incident incident)
    {
        await app.Until(50);
        await app.Get<RecoveryPlanService>().SetStep(incident.Id, "2", StepState.Done, null, FireFixture.Actor);
        await app.Post(incident, Identified, "You can sign in again.", 80, components: Now(("Login", Operational), ("Messenger", DegradedPerformance)));
        await app.Until(70);
        var leaving = (await app.Get<Subscribers>().Search(new(AddressContains: Leaving), 10))[0];
        await app.Get<SubscriptionService>().Unsubscribe(leaving.Id);
        await app.Until(79);
        await app.Post(incident, Monitoring, "Messages are sent and read.", 119, components: Now(("Messenger", Operational)));
        await app.Until(85);
        Assert.All(Cut, address => Assert.Empty(app.Mailbox(address)));
        await app.Until(118);
        await app.Post(incident, Monitoring, "Mail is being opened.", 130, components: Now(("Mail", PartialOutage)));
    }

    private Task Recover(Incident incident) => app.Get<IncidentService>().Post(
        incident.Id,
        new()
        {
            Status = Resolved, Body = "All of it works.", Components = Now(("Mail", Operational)),
            Recovery = new() { FunctionalityCheckedBy = "operations", FunctionalityCheckedHow = "by hand", DataChecked = "all mail compared", DataLoss = RecoveryStatement.NoLoss },
        },
        FireFixture.Actor);

    /// <summary>It is put off once before it is due, and comes a day late, on day 81.</summary>
    private async Task Report(Incident incident)
    {
        await app.Until(13 * 24);
        await app.Get<PromiseService>().Make(incident.Id, new(PromiseKind.Report, app.At(80 * 24), "the fire is still being examined"), FireFixture.Actor);
        await app.Until(81 * 24);
        await app.Get<ReportService>().Publish(incident.Id, "# What happened\n\nA battery burned.", FireFixture.Actor);
        await app.Settle();
        // The server has answered before it has filed what it took.
        await Until(() => Cut.Append(Everything).All(a => app.Mailbox(a) is [.., var last] && last.Text.Contains("A battery burned.", StringComparison.Ordinal)), "the report is there");
    }

    private async Task Promises(Incident incident)
    {
        var promises = await app.Get<PromiseService>().Of(incident.Id);
        var estimate = Assert.Single(PromiseLine.Of(promises), l => l.Kind == PromiseKind.Estimate);
        Assert.Equal((3, Ending.KeptLate), (estimate.Moves, estimate.Current.Ending));
        Assert.All(estimate.Said.SkipLast(1), p => Assert.Equal(Ending.Replaced, p.Ending));
        Assert.Equal(Ending.KeptLate, Assert.Single(promises, p => p.Kind == PromiseKind.Plan).Ending);
        var report = Assert.Single(PromiseLine.Of(promises), l => l.Kind == PromiseKind.Report);
        Assert.Equal((1, Ending.KeptLate), (report.Moves, report.Current.Ending));
        var broken = Assert.Single(promises, p => p.Ending == Ending.Broken);
        Assert.Equal((PromiseKind.NextUpdate, app.At(30)), (broken.Kind, broken.Due));
        Assert.Equal(3, await app.Get<Database>().Read(s => s.Scalar<long>("SELECT COUNT(*) FROM silence WHERE promise_id = @Id", new { broken.Id })));
    }

    private void Mailboxes()
    {
        var all = app.Mailbox(Everything);
        Assert.Equal(3, all.Count(l => l.Subject.Contains("No word as promised", StringComparison.Ordinal)));
        Ends(all);
        Assert.Equal(all.Count, app.Mailbox(Korean).Count);
        Assert.Equal(all.Count, app.Mailbox(OnlyLogin).Count);
        Assert.Empty(app.Mailbox(Stranger));
        Assert.DoesNotContain(app.Mailbox(Leaving), l => l.Subject.Contains("Recovered", StringComparison.Ordinal) || l.Subject.Contains("report", StringComparison.Ordinal));
        Ends(app.Mailbox(Newcomer));
        foreach (var address in Cut)
        {
            var letters = app.Mailbox(address);
            // One that tells all they missed, one in between, the recovery, the report's new date, the report.
            Assert.Equal(5, letters.Count);
            Assert.Contains("There is a fire.", letters[0].Text, StringComparison.Ordinal);
            Assert.Contains("Messages are sent and read.", letters[0].Text, StringComparison.Ordinal);
            Ends(letters);
        }
    }

    /// <summary>Recovery, the report's new date, the report: the last three that anybody gets.</summary>
    private static void Ends(IReadOnlyList<Letter> letters)
    {
        Assert.Contains("Recovered", letters[^3].Subject, StringComparison.Ordinal);
        Assert.Contains("The time has changed", letters[^2].Subject, StringComparison.Ordinal);
        Assert.Contains("A battery burned.", letters[^1].Text, StringComparison.Ordinal);
    }

    private async Task Record(Incident incident)
    {
        var entries = await app.Get<Database>().Read(s => RecordStore.After(s, 0, 1000));
        Assert.All(entries, e => Assert.Equal(incident.Id, e.IncidentId));
        var former = RecordChain.Origin;
        foreach (var entry in entries)
        {
            Assert.Equal(RecordChain.Hash(former, entry.Entry), entry.Hash);
            former = entry.Hash;
        }
    }

    private Dictionary<string, ComponentStatus> Now(params (string Name, ComponentStatus Status)[] changes) => changes.ToDictionary(c => components[c.Name], c => c.Status);

    private Task Subscribe(string address, SubscriptionScope scope, string language = "en") =>
        app.Get<Subscribers>().Create(address, scope, language, skipConfirmation: true, FireFixture.Actor);

    private static async Task Until(Func<bool> condition, string what)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!condition())
        {
            Assert.False(patience.IsCancellationRequested, $"It never came true: {what}");
            await Task.Yield();
        }
    }

    [GeneratedRegex("/subscribe/confirm/([^\\s]+)")]
    private static partial Regex ConfirmationLink { get; }
}
