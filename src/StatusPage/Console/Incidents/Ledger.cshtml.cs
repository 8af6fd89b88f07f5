using Microsoft.AspNetCore.Mvc;
using StatusPage.Incidents;
using StatusPage.Notices;
using StatusPage.Platform;
using StatusPage.Subscriptions;

namespace StatusPage.Console.Incidents;

/// <summary>Who was told of an incident, who is owed a word, and what the mail server said.</summary>
internal sealed class LedgerModel(IncidentService incidents, LedgerService ledgers, AddressReplacement replacement) : ConsolePage
{
    private const int Size = 100;

    [FromRoute]
    public string Id { get; set; } = "";

    [FromQuery]
    public string? Q { get; set; }

    [FromQuery]
    public string? State { get; set; }

    [FromQuery]
    public string? Notice { get; set; }

    [FromQuery]
    public string? AfterNotice { get; set; }

    [FromQuery]
    public string? AfterSubscription { get; set; }

    public Incident Incident { get; private set; } = null!;

    public Ledger Ledger { get; private set; } = null!;

    public IReadOnlyList<DeliveryLine> Deliveries { get; private set; } = [];

    /// <summary>The query of the page that follows; null on the last.</summary>
    public string? After { get; private set; }

    /// <summary>The notice of the recovery that stands now.</summary>
    public string? Recovery => Ledger.Notices.LastOrDefault(n => n.Kind == NoticeKind.Recovery)?.Id;

    public bool IsWritingOff(DeliveryLine delivery) => Posted("write_off.reason") is not null && IsOf(delivery);

    public bool IsReplacing(DeliveryLine delivery) => Posted("replacement.email") is not null && IsOf(delivery);

    public long Failed => Ledger.Notices.Sum(n => n.Waiting + n.Refused + n.Exhausted + n.Bounced);

    public override async Task Load()
    {
        Incident = await incidents.Get(Id, Cancellation);
        Ledger = await ledgers.Of(Id, Cancellation);
        var filter = new DeliveryFilter(
            Wire<DeliveryState>.TryParse(State, out var state) ? state : null,
            string.IsNullOrWhiteSpace(Q) ? null : Q.Trim(),
            string.IsNullOrWhiteSpace(Notice) ? null : Notice,
            AfterSubscription,
            AfterNotice);
        var found = await ledgers.Deliveries(Id, filter, Size + 1);
        Deliveries = [.. found.Take(Size)];
        After = found.Count > Size
            ? Query(("q", Q), ("state", State), ("notice", Notice), ("afterNotice", Deliveries[^1].NoticeId), ("afterSubscription", Deliveries[^1].SubscriptionId))
            : null;
    }

    public async Task<IActionResult> OnPostRetryAsync()
    {
        await ledgers.Find(Id, Text("notice"), Text("subscription"), Cancellation);
        await ledgers.Retry(Text("notice"), Text("subscription"), Actor);
        return Done($"/console/incidents/{Id}/ledger#deliveries", "done.retried", 1);
    }

    public async Task<IActionResult> OnPostWriteOffAsync()
    {
        await ledgers.Find(Id, Text("notice"), Text("subscription"), Cancellation);
        await ledgers.WriteOff(Text("notice"), Text("subscription"), Text("write_off.reason"), Actor);
        return Done($"/console/incidents/{Id}/ledger#deliveries", "done.written_off");
    }

    public async Task<IActionResult> OnPostReplaceAsync()
    {
        var asked = await replacement.Ask(Text("subscription"), Text("replacement.email"), Actor);
        return Done($"/console/incidents/{Id}/ledger#deliveries", "done.replacement", asked.Address);
    }

    private bool IsOf(DeliveryLine delivery) => Posted("notice") == delivery.NoticeId && Posted("subscription") == delivery.SubscriptionId;

    public async Task<IActionResult> OnPostRetryAllAsync()
    {
        await incidents.Get(Id, Cancellation);
        return Done($"/console/incidents/{Id}/ledger", "done.retried", await ledgers.RetryAll(Id, Actor));
    }
}
