using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

internal enum SubscriberOrder
{
    Address,
    Newest,
}

/// <summary>Which subscribers to list.</summary>
/// <param name="AddressContains">Part of the address, in any case.</param>
/// <param name="State">Null for those that have not ended.</param>
/// <param name="Channel">Null for any.</param>
internal sealed record SubscriberFilter(string? AddressContains = null, SubscriptionState? State = null, SubscriptionChannel? Channel = null);

internal sealed record SubscriberCount(SubscriptionChannel Channel, SubscriptionState State, long Count);

/// <summary>The SQL of the operators' lists.</summary>
internal static class SubscriberStore
{
    private const string Where =
        """
        (@state = '' AND s.state <> 'ended' OR s.state = @state) AND (@channel = '' OR s.channel = @channel)
        AND (@pattern = '' OR s.address_key LIKE @pattern ESCAPE '!' OR LOWER(s.address) LIKE @pattern ESCAPE '!')
        """;

    /// <summary>One page in the order asked for: those after the subscription <paramref name="afterId"/>, or from the <paramref name="offset"/>th on.</summary>
    public static async Task<IReadOnlyList<Subscription>> Search(
        DbSession session, SubscriberFilter filter, SubscriberOrder order, int limit, string? afterId, int offset)
    {
        var (after, by) = order == SubscriberOrder.Newest
            ? ("(s.created_at, s.id) < (SELECT created_at, id FROM subscription WHERE id = @afterId)", "s.created_at DESC, s.id DESC")
            : ("(s.address_key, s.id) > (SELECT address_key, id FROM subscription WHERE id = @afterId)", "s.address_key, s.id");
        var rows = await session.Query<SubscriptionRow>(
            $"SELECT {SubscriptionStore.Columns} FROM subscription s WHERE {Where} AND {(afterId is null ? "1 = 1" : after)} ORDER BY {by} LIMIT @limit OFFSET @offset",
            new { state = State(filter), channel = Channel(filter), pattern = Pattern(filter), afterId, limit, offset });
        return await SubscriptionStore.WithScopes(session, rows);
    }

    public static Task<long> Count(DbSession session, SubscriberFilter filter) =>
        session.Scalar<long>(
            $"SELECT COUNT(*) FROM subscription s WHERE {Where}",
            new { state = State(filter), channel = Channel(filter), pattern = Pattern(filter) });

    public static async Task<IReadOnlyList<SubscriberCount>> Counts(DbSession session) =>
        [.. (await session.Query<CountRow>("SELECT channel, state, COUNT(*) AS count FROM subscription GROUP BY channel, state"))
            .Select(r => new SubscriberCount(Wire<SubscriptionChannel>.Parse(r.Channel), Wire<SubscriptionState>.Parse(r.State), r.Count))];

    private static string State(SubscriberFilter filter) => filter.State?.Wire() ?? "";

    private static string Channel(SubscriberFilter filter) => filter.Channel?.Wire() ?? "";

    private static string Pattern(SubscriberFilter filter) =>
        string.IsNullOrWhiteSpace(filter.AddressContains) ? "" : LikePattern.Containing(filter.AddressContains);

    private sealed class CountRow
    {
        public string Channel { get; init; } = "";
        public string State { get; init; } = "";
        public long Count { get; init; }
    }
}
