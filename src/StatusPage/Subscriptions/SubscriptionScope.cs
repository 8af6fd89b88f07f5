using StatusPage.Platform.Problems;

namespace StatusPage.Subscriptions;

/// <summary>What a subscription is told of: everything, or chosen components and groups. A group includes the components that join it later.</summary>
internal sealed record SubscriptionScope
{
    private const int MostTargets = 500;

    private SubscriptionScope(bool all, IReadOnlyList<string> components, IReadOnlyList<string> groups)
    {
        IsAll = all;
        Components = components;
        Groups = groups;
    }

    public static SubscriptionScope All { get; } = new(true, [], []);

    public bool IsAll { get; }

    /// <summary>Ids, each once; empty when everything is chosen.</summary>
    public IReadOnlyList<string> Components { get; }

    public IReadOnlyList<string> Groups { get; }

    public static SubscriptionScope Of(IEnumerable<string> components, IEnumerable<string> groups) =>
        new(false, [.. components.Distinct().Order(StringComparer.Ordinal)], [.. groups.Distinct().Order(StringComparer.Ordinal)]);

    public bool Equals(SubscriptionScope? other) =>
        other is not null && IsAll == other.IsAll && Components.SequenceEqual(other.Components) && Groups.SequenceEqual(other.Groups);

    public override int GetHashCode() => HashCode.Combine(IsAll, Components.Count, Groups.Count);

    /// <exception cref="InvalidInputException">Nothing is chosen, or too much.</exception>
    public void Validate(string field) => new Check()
        .That(IsAll || Components.Count + Groups.Count > 0, field, "must be everything, or at least one component or group.")
        .That(Components.Count + Groups.Count <= MostTargets, field, $"may name {MostTargets} components and groups at the most.")
        .Done();
}
