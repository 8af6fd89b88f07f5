using Microsoft.AspNetCore.Mvc;
using StatusPage.Components;
using StatusPage.Platform;
using StatusPage.Subscriptions;

namespace StatusPage.Console.People;

/// <summary>Who is told: found, removed, asked again for confirmation, written to again after mail came back.</summary>
internal sealed class IndexModel(Subscribers subscribers, ComponentService components) : ConsolePage
{
    private const int Size = 100;
    private Catalogue catalogue = new([], []);

    [FromQuery]
    public string? Q { get; set; }

    [FromQuery]
    public string? State { get; set; }

    [FromQuery(Name = "after")]
    public string? AfterId { get; set; }

    public long Count { get; private set; }

    public IReadOnlyList<Subscription> People { get; private set; } = [];

    /// <summary>The query of the page that follows; null on the last.</summary>
    public string? After { get; private set; }

    public string ScopeOf(Subscription person) => person.Scope.IsAll
        ? Context["scope.all"]
        : string.Join(", ", person.Scope.Groups.Select(id => catalogue.Groups.FirstOrDefault(g => g.Id == id)?.Name)
            .Concat(person.Scope.Components.Select(id => catalogue.Find(id)?.Name)).Select(name => name ?? Context["gone"]));

    public override async Task Load()
    {
        var filter = new SubscriberFilter(string.IsNullOrWhiteSpace(Q) ? null : Q.Trim(), Wire<SubscriptionState>.TryParse(State, out var state) ? state : null);
        catalogue = await components.All(Cancellation);
        Count = await subscribers.Count(filter, Cancellation);
        var found = await subscribers.Search(filter, Size + 1, Ids.IsWellFormed(AfterId) ? AfterId : null, cancellation: Cancellation);
        People = [.. found.Take(Size)];
        After = found.Count > Size ? Query(("q", Q), ("state", State), ("after", People[^1].Id)) : null;
    }

    public async Task<IActionResult> OnPostRemoveAsync()
    {
        var gone = await subscribers.Remove(Text("id"), Actor, Cancellation);
        return Done("/console/subscribers", "done.removed", gone.Address);
    }

    public async Task<IActionResult> OnPostReactivateAsync()
    {
        var active = await subscribers.Reactivate(Text("id"), Actor, Cancellation);
        return Done("/console/subscribers", "done.reactivated", active.Address);
    }

    public async Task<IActionResult> OnPostResendAsync()
    {
        var asked = await subscribers.ResendConfirmation(Text("id"), Actor, Cancellation);
        return Done("/console/subscribers", "done.resent", asked.Address);
    }
}
