using StatusPage.Components;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Subscriptions;
using StatusPage.Tests.Mail;

namespace StatusPage.Tests.Notices;

/// <summary>The real program with a mail server at its side that misbehaves on demand.</summary>
public sealed class FanOutFixture : AppFixture
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static readonly Actor Actor = Actor.CommandLine;

    internal SmtpSink Sink { get; } = new();

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Mail:Host", "127.0.0.1"),
        new("Mail:Port", Sink.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)),
        new("Mail:Security", "None"),
        new("Mail:From", "status@example.com"),
        new("Mail:BounceAddress", "bounces@example.com"),
        new("Mail:Connections", "4"),
        new("Notices:RetrySchedule", "1m, 5m"),
    ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Sink.DisposeAsync();
    }

    internal Task<Component> Component(string name) =>
        Get<ComponentService>().Create(new() { Name = name }, ComponentStatus.Operational, Actor);

    /// <summary>Somebody confirmed, told about one component only, or about everything.</summary>
    internal Task<Subscription> Subscriber(string address, Component? component = null, string language = "en") =>
        Get<Subscribers>().Create(
            address, component is null ? SubscriptionScope.All : SubscriptionScope.Of([component.Id], []), language, skipConfirmation: true, Actor);

    /// <summary>Somebody who was told of other things until now, and so not of what is broken.</summary>
    internal async Task ComesToCareFor(Component component, string address)
    {
        var reader = await Subscriber(address, await Component($"Other than {component.Name}"));
        await Get<SubscriptionService>().Change(reader.Id, SubscriptionScope.Of([component.Id], []), "en");
    }

    internal Task<Incident> Outage(string name, Component component, string body = "It is down.") =>
        Get<IncidentService>().Open(
            new() { Name = name, EffectCannot = "send messages", EffectCan = "pay by card" },
            new() { Status = IncidentStatus.Investigating, Body = body, Components = Down(component) }, Actor);

    internal Task<Incident> Resolve(Incident incident, Component? component = null, bool deliver = true, bool report = false) =>
        Get<IncidentService>().Post(incident.Id, new()
        {
            Status = IncidentStatus.Resolved, Body = "It works again.", DeliverNotifications = deliver, NoReport = !report,
            Components = component is null ? new Dictionary<string, ComponentStatus>() : new() { [component.Id] = ComponentStatus.Operational },
        }, Actor);

    internal static Dictionary<string, ComponentStatus> Down(Component component) => new() { [component.Id] = ComponentStatus.MajorOutage };

    internal Task<Ledger> Ledger(Incident incident) => Get<LedgerService>().Of(incident.Id);

    internal async Task<IReadOnlyList<DeliveryLine>> Deliveries(Incident incident) => await Get<LedgerService>().Deliveries(incident.Id, new(), 1000);

    /// <summary>Waits until the ledger says what is expected of it, and returns it.</summary>
    internal async Task<Ledger> Ledger(Incident incident, Func<Ledger, bool> expected)
    {
        using var patience = new CancellationTokenSource(Patience);
        Ledger ledger;
        while (!expected(ledger = await Ledger(incident)))
        {
            Assert.False(patience.IsCancellationRequested, $"The ledger stayed at {ledger} {string.Join(' ', ledger.Notices)}");
            await Task.Yield();
        }

        return ledger;
    }

    /// <summary>Waits for a condition that another thread brings about.</summary>
    internal static async Task Until(Func<Task<bool>> condition, string what)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested, $"It never came true: {what}");
            await Task.Yield();
        }
    }

    /// <summary>What the mailbox of an address holds: the subjects, in the order of arrival.</summary>
    internal IReadOnlyList<SinkMessage> Mailbox(string address) => [.. Sink.Messages.Where(m => m.Recipients.Contains(address))];

    internal Task Sql(string statement, object? args = null) => Get<Database>().Write(session => session.Execute(statement, args));
}
