using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>The SQL of subscriptions and their scopes. What searches and counts them is in <see cref="SubscriberStore"/>.</summary>
internal static class SubscriptionStore
{
    /// <summary>
    /// The condition under which a subscription, aliased <c>s</c>, is told of an incident; one that is suspended cannot be, but stands to be told of it. Parameters: <c>@componentIds</c> and <c>@groupIds</c>
    /// (see <see cref="GroupsOf"/>), lists that may be empty, and <c>@incidentId</c>, a text or null.
    /// </summary>
    public const string MatchesSql =
        """
        (s.state IN ('active', 'suspended') AND (s.scope_all = 1 OR EXISTS (
          SELECT 1 FROM subscription_scope sc WHERE sc.subscription_id = s.id AND (
            (sc.kind = 'component' AND sc.target_id IN @componentIds) OR
            (sc.kind = 'group' AND sc.target_id IN @groupIds) OR
            (sc.kind = 'incident' AND sc.target_id = @incidentId)))))
        """;

    internal const string Columns =
        """
        s.id, s.channel, s.address, s.language, s.scope_all, s.state, s.created_at, s.confirmed_at, s.ended_at, s.end_reason,
        s.confirmation_wanted_at, s.confirmation_sent_at, s.confirmation_expires_at, s.replaces_id, s.replaces_for,
        s.suspended_at, s.suspended_words
        """;

    /// <summary>The groups that the components are in now, for <see cref="MatchesSql"/>.</summary>
    public static Task<IReadOnlyList<string>> GroupsOf(DbSession session, IReadOnlyCollection<string> componentIds) =>
        session.Query<string>("SELECT DISTINCT group_id FROM component WHERE id IN @componentIds AND group_id IS NOT NULL", new { componentIds });

    public static async Task<Subscription?> Find(DbSession session, string id) =>
        await One(session, await session.First<SubscriptionRow>($"SELECT {Columns} FROM subscription s WHERE s.id = @id", new { id }));

    /// <summary>The pending or active one of an address.</summary>
    public static async Task<Subscription?> FindLive(DbSession session, SubscriptionChannel channel, string addressKey) =>
        await One(session, await session.First<SubscriptionRow>(
            $"SELECT {Columns} FROM subscription s WHERE s.channel = @channel AND s.address_key = @addressKey AND s.state <> 'ended'",
            new { channel = channel.Wire(), addressKey }));

    public static async Task<Subscription?> FindByConfirmation(DbSession session, string hash) =>
        await One(session, await session.First<SubscriptionRow>(
            $"SELECT {Columns} FROM subscription s WHERE s.confirmation_hash = @hash AND s.state <> 'ended'", new { hash }));

    /// <summary>When an address that left was last written to with a link, so that leaving and returning earns no more mail.</summary>
    public static Task<DateTimeOffset?> LastMailToEnded(DbSession session, SubscriptionChannel channel, string addressKey) =>
        session.First<DateTimeOffset?>(
            """
            SELECT confirmation_sent_at FROM subscription
            WHERE channel = @channel AND address_key = @addressKey AND state = 'ended' AND confirmation_sent_at IS NOT NULL
            ORDER BY confirmation_sent_at DESC LIMIT 1
            """,
            new { channel = channel.Wire(), addressKey });

    /// <summary>False when the address has a pending or active row, made perhaps in this very moment by another request.</summary>
    public static async Task<bool> Insert(DbSession session, Subscription subscription, string addressKey)
    {
        var inserted = await session.Execute(
            """
            INSERT INTO subscription (id, channel, address, address_key, language, scope_all, state, created_at, confirmed_at, confirmation_wanted_at)
            VALUES (@Id, @channel, @Address, @addressKey, @Language, @all, @state, @CreatedAt, @ConfirmedAt, @ConfirmationWantedAt)
            ON CONFLICT (channel, address_key) WHERE state <> 'ended' DO NOTHING
            """,
            new
            {
                subscription.Id, channel = subscription.Channel.Wire(), subscription.Address, addressKey, subscription.Language,
                all = subscription.Scope.IsAll ? 1L : 0, state = subscription.State.Wire(), subscription.CreatedAt, subscription.ConfirmedAt,
                subscription.ConfirmationWantedAt,
            });
        if (inserted == 1)
        {
            await InsertScope(session, [(subscription.Id, subscription.Scope)]);
        }

        return inserted == 1;
    }

    public static async Task SetScope(DbSession session, string id, SubscriptionScope scope, string language)
    {
        await session.Execute(
            "UPDATE subscription SET scope_all = @all, language = @language WHERE id = @id AND state <> 'ended'",
            new { id, all = scope.IsAll ? 1L : 0, language });
        await session.Execute("DELETE FROM subscription_scope WHERE subscription_id = @id AND kind IN ('component', 'group')", new { id });
        await InsertScope(session, [(id, scope)]);
    }

    public static async Task InsertScope(DbSession session, IEnumerable<(string Id, SubscriptionScope Scope)> scopes)
    {
        var rows = scopes.SelectMany(s =>
            s.Scope.Components.Select(target => new { id = s.Id, kind = "component", target })
                .Concat(s.Scope.Groups.Select(target => new { id = s.Id, kind = "group", target }))).ToList();
        if (rows.Count > 0)
        {
            await session.Execute(
                "INSERT INTO subscription_scope (subscription_id, kind, target_id) VALUES (@id, @kind, @target) ON CONFLICT DO NOTHING", rows);
        }
    }

    public static async Task ReplaceGroupByMembers(DbSession session, string groupId)
    {
        await session.Execute(
            """
            INSERT INTO subscription_scope (subscription_id, kind, target_id)
            SELECT s.subscription_id, 'component', c.id FROM subscription_scope s JOIN component c ON c.group_id = s.target_id AND c.deleted_at IS NULL
            WHERE s.kind = 'group' AND s.target_id = @groupId
            ON CONFLICT DO NOTHING
            """, new { groupId });
        await session.Execute("DELETE FROM subscription_scope WHERE kind = 'group' AND target_id = @groupId", new { groupId });
    }

    /// <summary>The ids among these that no component or group has (any more).</summary>
    public static async Task<IReadOnlyList<string>> Unknown(DbSession session, SubscriptionScope scope)
    {
        if (scope.IsAll)
        {
            return [];
        }

        var components = await session.Query<string>("SELECT id FROM component WHERE deleted_at IS NULL AND id IN @Components", new { scope.Components });
        var groups = await session.Query<string>("SELECT id FROM component_group WHERE deleted_at IS NULL AND id IN @Groups", new { scope.Groups });
        return [.. scope.Components.Except(components), .. scope.Groups.Except(groups)];
    }

    /// <summary>False when it was confirmed or ended meanwhile.</summary>
    public static async Task<bool> Activate(DbSession session, string id, DateTimeOffset now) =>
        await session.Execute(
            """
            UPDATE subscription SET state = 'active', confirmed_at = @now, confirmation_wanted_at = NULL, suspended_at = NULL, suspended_words = NULL
            WHERE id = @id AND state IN ('pending', 'suspended')
            """, new { id, now }) == 1;

    /// <summary>False when it was not active: whoever has not confirmed is sent nothing, and who left neither.</summary>
    public static async Task<bool> Suspend(DbSession session, string id, string words, DateTimeOffset now) =>
        await session.Execute(
            "UPDATE subscription SET state = 'suspended', suspended_at = @now, suspended_words = @words WHERE id = @id AND state = 'active'", new { id, words, now }) == 1;

    /// <summary>False when it was not suspended.</summary>
    public static async Task<bool> Resume(DbSession session, string id) =>
        await session.Execute(
            "UPDATE subscription SET state = 'active', suspended_at = NULL, suspended_words = NULL WHERE id = @id AND state = 'suspended'", new { id }) == 1;

    public static Task<IReadOnlyList<string>> Suspended(DbSession session) => session.Query<string>("SELECT id FROM subscription WHERE state = 'suspended' ORDER BY suspended_at");

    /// <summary>False when it has ended already.</summary>
    public static async Task<bool> End(DbSession session, Subscription ended) =>
        await session.Execute(
            """
            UPDATE subscription SET state = 'ended', ended_at = @EndedAt, end_reason = @reason, confirmation_wanted_at = NULL,
              confirmation_hash = NULL, confirmation_expires_at = NULL, suspended_at = NULL, suspended_words = NULL
            WHERE id = @Id AND state <> 'ended'
            """, new { ended.Id, ended.EndedAt, reason = ended.EndReason?.Wire() }) == 1;

    internal static async Task<IReadOnlyList<Subscription>> WithScopes(DbSession session, IReadOnlyList<SubscriptionRow> rows)
    {
        var chosen = rows.Where(r => !r.ScopeAll).Select(r => r.Id).ToList();
        var scopes = (await session.Query<ScopeRow>(
            "SELECT subscription_id, kind, target_id FROM subscription_scope WHERE subscription_id IN @chosen", new { chosen })).ToLookup(r => r.SubscriptionId);
        return [.. rows.Select(r => r.ToSubscription(scopes[r.Id]))];
    }

    private static async Task<Subscription?> One(DbSession session, SubscriptionRow? row) => row is null ? null : (await WithScopes(session, [row]))[0];
}
