using System.Globalization;
using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Text;
using StatusPage.Promises;
using StatusPage.Recovery;
using StatusPage.Subscriptions;
using static StatusPage.Components.ComponentStatus;
using static StatusPage.Incidents.IncidentStatus;

namespace StatusPage.Cli.Demo;

/// <summary>
/// What happens, hour by hour of the story: the fire takes messenger and login, login takes pay, taxi and mail with it, the plan comes late, the estimate slips twice, one word does
/// not come and the service says so itself, the services come back one by one, mail last, and are checked before it is called over.
/// </summary>
internal sealed class DemoStory(IServiceProvider services, TimeProvider clock, Func<string, Task> say)
{
    private static readonly Actor Teller = new("system", null, "demo");

    private readonly Dictionary<string, string> components = [];
    private readonly IncidentService incidents = services.GetRequiredService<IncidentService>();
    private readonly RecoveryPlanService plans = services.GetRequiredService<RecoveryPlanService>();
    private string incidentId = "";
    private DateTimeOffset began;

    /// <summary>The services people know, and three who asked to be told.</summary>
    public async Task Prepare()
    {
        var service = services.GetRequiredService<ComponentService>();
        foreach (var (group, names) in new[] { ("Daily services", new[] { "Messenger", "Pay", "Taxi" }), ("Account", ["Login", "Mail"]) })
        {
            var id = (await service.CreateGroup(new() { Name = group }, [], Teller)).Id;
            foreach (var name in names)
            {
                var first = DateOnly.FromDateTime(clock.Now().AddDays(-200).UtcDateTime);
                components[name] = (await service.Create(new() { Name = name, GroupId = id, StartDate = first }, Operational, Teller)).Id;
            }
        }

        var subscribers = services.GetRequiredService<Subscribers>();
        await subscribers.Create("reader@example.com", SubscriptionScope.All, "en", skipConfirmation: true, Teller);
        await subscribers.Create("dokja@example.com", SubscriptionScope.All, "ko", skipConfirmation: true, Teller);
        await subscribers.Create("login-only@example.com", SubscriptionScope.Of([components["Login"]], []), "en", skipConfirmation: true, Teller);
    }

    public async Task<Ledger> Play(CancellationToken cancellation)
    {
        began = clock.Now();
        foreach (var (hour, happens) in Chapters())
        {
            var at = At(hour);
            await Task.Delay(at - clock.Now() is { Ticks: > 0 } pause ? pause : TimeSpan.Zero, clock, cancellation);
            await say($"hour {MomentText.Span(at - began, "en"),-12} {await happens()}");
        }

        var ledger = services.GetRequiredService<LedgerService>();
        while (clock.Now() < began.AddHours(12) || (await ledger.Of(incidentId, cancellation)).Owed > 0)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), clock, cancellation);
        }

        return await ledger.Of(incidentId, cancellation);
    }

    /// <summary>What was promised, in the order in which it was, with what became of it.</summary>
    public Task<IReadOnlyList<Promise>> Promises() => services.GetRequiredService<PromiseService>().Of(incidentId);

    private (double Hour, Func<Task<string>> Happens)[] Chapters() =>
    [
        (0.2, Begin),
        (0.6, () => Post("There is a fire in our southern data centre. Sign-in is down with it, and what needs sign-in. Nobody is hurt.", 60,
            [new(PromiseKind.Estimate, At(3.6), "the fire brigade expects to be done within the hour", Confidence.Low), new(PromiseKind.Plan, At(2))],
            ("Pay", PartialOutage), ("Taxi", PartialOutage), ("Mail", MajorOutage))),
        (1.5, () => Post("The power of the whole building is off so that the fire can be put out. No message that you sent before is lost.", 60)),
        (2.2, PublishPlan),
        (3.0, () => Post("This word comes late: we had promised it half an hour ago and are sorry. Three hours were not enough.", 90,
            [new(PromiseKind.Estimate, At(6.2), "the second data centre takes over by hand", Confidence.Medium)])),
        (3.4, () => Step(1, StepState.Done)),
        (3.5, () => Step(2, StepState.Done)),
        (4.2, () => Step(3, StepState.Done)),
        (4.3, () => Post("Card payments work again. Transfers do not yet.", 60, [], ("Pay", DegradedPerformance))),
        (5.1, () => Step(4, StepState.Done)),
        (5.2, () => Post("Sign-in runs in the second data centre. Its automatic switch did not work, so it was switched by hand. Calling a taxi works again.", 60,
            [], ("Login", Operational), ("Taxi", Operational))),
        (6.1, MoveEstimate),
        (6.15, () => Post("Transfers work again. What is left: messenger, and mail after it.", 90, [], ("Pay", Operational))),
        (7.4, () => Post("Messages of text can be sent and read. Pictures follow.", 60, [], ("Messenger", DegradedPerformance))),
        (8.1, Correct),
        (8.2, () => Step(5, StepState.Done)),
        (8.4, () => Post("Messenger works in full. We watch it. Mail is the last.", 120, [], ("Messenger", Operational))),
        (10.1, () => Step(6, StepState.Done)),
        (10.2, () => Post("Mail can be read. What arrives now is delivered with a delay.", 60, [], ("Mail", PartialOutage))),
        (10.8, () => Step(7, StepState.Done)),
        (11.2, Recover),
    ];

    private DateTimeOffset At(double hour) => began.AddHours(hour);

    private async Task<string> Begin()
    {
        var incident = await incidents.Open(
            new() { Name = "A fire stopped our southern data centre", EffectCannot = "send messages, or sign in with Haneul anywhere", EffectCan = "pay by card, call a taxi by phone" },
            Draft(Investigating, "For a few minutes now you may not be able to send messages or sign in. We do not know the cause yet.", 30, ("Messenger", MajorOutage), ("Login", MajorOutage)),
            Teller);
        incidentId = incident.Id;
        return Said(incident);
    }

    private async Task<string> PublishPlan()
    {
        var plan = (await plans.Publish(incidentId, DemoPlan.Draft(components), Teller)).Published!;
        return $"plan           {plan.Steps.Count} steps in {plan.Phases.Count()} phases are published";
    }

    private async Task<string> Step(int number, StepState state)
    {
        var plan = await plans.SetStep(incidentId, number.ToString(CultureInfo.InvariantCulture), state, null, Teller);
        return $"plan           step {number} of {plan.Steps.Count}: {plan.Steps[number - 1].Title}";
    }

    private async Task<string> MoveEstimate()
    {
        var promise = await services.GetRequiredService<PromiseService>().Make(
            incidentId, new(PromiseKind.Estimate, At(11.5), "what is stored has to be copied and checked before it is opened", Confidence.High), Teller);
        return $"estimate       moves once more, to hour {MomentText.Span(promise.Due - began, "en")}";
    }

    private async Task<string> Correct()
    {
        var incident = await incidents.Get(incidentId);
        return Said(await incidents.Correct(
            incidentId, incident.Latest.Id, new("Messages of text can be sent and read. Pictures and voice follow.", Wrong: "Not everything arrives yet: text does, pictures and voice do not."), Teller));
    }

    private async Task<string> Recover() => Said(await incidents.Post(
        incidentId,
        Draft(Resolved, "Everything works again. The report follows.", null, ("Mail", Operational)) with
        {
            Recovery = new()
            {
                FunctionalityCheckedBy = "operations and the teams of each service", FunctionalityCheckedHow = "each service was used from outside by hand and by its checks for an hour",
                DataChecked = "every stored message was compared with its copy", DataLoss = RecoveryStatement.NoLoss,
            },
        },
        Teller));

    private async Task<string> Post(string body, int nextWordInMinutes, IReadOnlyList<PromiseDraft>? promises = null, params (string Component, ComponentStatus Status)[] changes)
    {
        var status = changes.Contains(("Messenger", Operational)) || changes.Contains(("Mail", PartialOutage)) ? Monitoring : Identified;
        return Said(await incidents.Post(incidentId, Draft(status, body, nextWordInMinutes, changes) with { Promises = promises ?? [] }, Teller));
    }

    private static string Said(Incident incident) => $"{incident.Latest.Status.Wire(),-14} {Markdown.ToPlainLine(incident.Latest.Body)}";

    private UpdateDraft Draft(IncidentStatus status, string body, int? nextWordInMinutes, params (string Component, ComponentStatus Status)[] changes) => new()
    {
        Status = status,
        Body = body,
        Components = changes.ToDictionary(c => components[c.Component], c => c.Status),
        NextUpdateBy = nextWordInMinutes is { } minutes ? clock.Now().AddMinutes(minutes) : null,
    };
}
