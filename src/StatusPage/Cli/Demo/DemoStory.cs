using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Text;
using StatusPage.Subscriptions;
using static StatusPage.Components.ComponentStatus;
using static StatusPage.Incidents.IncidentStatus;

namespace StatusPage.Cli.Demo;

/// <summary>
/// What happens, hour by hour of the story: the fire takes messenger and login, login takes pay, taxi and mail with it, estimates slip, one promise comes late, the services come
/// back one by one, mail last.
/// </summary>
internal sealed class DemoStory(IServiceProvider services, TimeProvider clock, Func<string, Task> say)
{
    private static readonly Actor Teller = new("system", null, "demo");

    private readonly Dictionary<string, string> components = [];
    private readonly IncidentService incidents = services.GetRequiredService<IncidentService>();
    private string incidentId = "";

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
        var began = clock.Now();
        foreach (var (hour, happens) in Chapters())
        {
            var at = began.AddHours(hour);
            await Task.Delay(at - clock.Now() is { Ticks: > 0 } pause ? pause : TimeSpan.Zero, clock, cancellation);
            var incident = await happens();
            incidentId = incident.Id;
            await say($"hour {MomentText.Span(clock.Now() - began, "en"),-12} {incident.Latest.Status.Wire(),-14} {Markdown.ToPlainLine(incident.Latest.Body)}");
        }

        var ledger = services.GetRequiredService<LedgerService>();
        while (clock.Now() < began.AddHours(12) || (await ledger.Of(incidentId, cancellation)).Owed > 0)
        {
            await Task.Delay(TimeSpan.FromMinutes(1), clock, cancellation);
        }

        return await ledger.Of(incidentId, cancellation);
    }

    private (double Hour, Func<Task<Incident>> Happens)[] Chapters() =>
    [
        (0.2, Begin),
        (0.6, () => Post(Identified, "There is a fire in our southern data centre. Sign-in is down with it, and what needs sign-in. Nobody is hurt. We estimate three hours.", 60, ("Pay", PartialOutage), ("Taxi", PartialOutage), ("Mail", MajorOutage))),
        (1.5, () => Post(Identified, "The power of the whole building is off so that the fire can be put out. No message that you sent before is lost.", 60)),
        (3.0, () => Post(Identified, "This word comes late: we had promised it half an hour ago and are sorry. Three hours were not enough; we now estimate six in all.", 90)),
        (4.3, () => Post(Identified, "Card payments work again. Transfers do not yet.", 60, ("Pay", DegradedPerformance))),
        (5.2, () => Post(Identified, "Sign-in runs in the second data centre. Its automatic switch did not work, so it was switched by hand. Calling a taxi works again.", 60, ("Login", Operational), ("Taxi", Operational))),
        (6.1, () => Post(Identified, "The estimate moves once more: messenger at hour nine, mail after it.", 90, ("Pay", Operational))),
        (7.4, () => Post(Identified, "Messages of text can be sent and read. Pictures follow.", 60, ("Messenger", DegradedPerformance))),
        (8.1, Correct),
        (8.4, () => Post(Monitoring, "Messenger works in full. We watch it. Mail is the last.", 120, ("Messenger", Operational))),
        (10.2, () => Post(Monitoring, "Mail can be read. What arrives now is delivered with a delay.", 60, ("Mail", PartialOutage))),
        (11.2, () => Post(Resolved, "Everything works again, and every message was checked: none is lost. The report follows.", null, ("Mail", Operational))),
    ];

    private Task<Incident> Begin() => incidents.Open(
        new() { Name = "A fire stopped our southern data centre", EffectCannot = "send messages, or sign in with Haneul anywhere", EffectCan = "pay by card, call a taxi by phone" },
        Draft(Investigating, "You may be unable to send messages or sign in since a few minutes. We do not know the cause yet.", 30, ("Messenger", MajorOutage), ("Login", MajorOutage)),
        Teller);

    private async Task<Incident> Correct()
    {
        var incident = await incidents.Get(incidentId);
        return await incidents.Correct(incidentId, incident.Latest.Id, new("Messages of text can be sent and read. Pictures and voice follow.", Wrong: "Not everything arrives yet: text does, pictures and voice do not."), Teller);
    }

    private Task<Incident> Post(IncidentStatus status, string body, int? nextWordInMinutes, params (string Component, ComponentStatus Status)[] changes) =>
        incidents.Post(incidentId, Draft(status, body, nextWordInMinutes, changes), Teller);

    private UpdateDraft Draft(IncidentStatus status, string body, int? nextWordInMinutes, params (string Component, ComponentStatus Status)[] changes) => new()
    {
        Status = status,
        Body = body,
        Components = changes.ToDictionary(c => components[c.Component], c => c.Status),
        NextUpdateBy = nextWordInMinutes is { } minutes ? clock.Now().AddMinutes(minutes) : null,
    };
}
