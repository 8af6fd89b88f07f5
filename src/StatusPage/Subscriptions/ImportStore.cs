using System.Text;
using StatusPage.Platform.Data;

namespace StatusPage.Subscriptions;

/// <summary>A new subscription of an import.</summary>
internal sealed record ImportedSubscription(string Id, EmailAddress Address, string Language, SubscriptionScope Scope);

/// <summary>The SQL of imports: many rows a statement.</summary>
internal static class ImportStore
{
    // Parameters are found by their names, one after the other: a statement of many is slower than many of few.
    private const int RowsAStatement = 20;
    private const int KeysAStatement = 100;

    // Two texts alone, so that prepared statements and their authors' comments are few.
    private static readonly string InsertMany = InsertSql(RowsAStatement);
    private static readonly string InsertOne = InsertSql(1);

    public static async Task<ScopeNames> Names(DbSession session) => new(
        (await session.Query<TargetRow>(
            """
            SELECT c.id, c.name, g.name AS group_name, 0 AS is_group FROM component c LEFT JOIN component_group g ON g.id = c.group_id WHERE c.deleted_at IS NULL
            UNION ALL SELECT id, name, NULL, 1 FROM component_group WHERE deleted_at IS NULL
            """)).Select(r => new ScopeTarget(r.Id, r.Name, r.GroupName, r.IsGroup)));

    /// <summary>Those of the addresses that have a row of any kind, and whether they have one that is not ended.</summary>
    public static async Task<IReadOnlyDictionary<string, bool>> Known(DbSession session, IEnumerable<string> addressKeys)
    {
        var known = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var keys in addressKeys.Chunk(KeysAStatement))
        {
            var rows = await session.Query<KnownRow>(
                """
                SELECT address_key, MAX(CASE WHEN state <> 'ended' THEN 1 ELSE 0 END) AS live FROM subscription
                WHERE channel = 'email' AND address_key IN @keys GROUP BY address_key
                """, new { keys });
            foreach (var row in rows)
            {
                known[row.AddressKey] = row.Live;
            }
        }

        return known;
    }

    /// <summary>Adds them as active, or as pending with a confirmation wanted. Returns how many were not taken by somebody else meanwhile.</summary>
    public static async Task<int> Insert(DbSession session, IReadOnlyList<ImportedSubscription> rows, bool confirmed, DateTimeOffset now)
    {
        var inserted = new HashSet<string>(StringComparer.Ordinal);
        var whole = rows.Count - (rows.Count % RowsAStatement);
        for (var start = 0; start < whole; start += RowsAStatement)
        {
            inserted.UnionWith(await session.Query<string>(InsertMany, Arguments(rows, start, RowsAStatement, confirmed, now)));
        }

        for (var start = whole; start < rows.Count; start++)
        {
            inserted.UnionWith(await session.Query<string>(InsertOne, Arguments(rows, start, 1, confirmed, now)));
        }

        await SubscriptionStore.InsertScope(session, rows.Where(r => inserted.Contains(r.Id)).Select(r => (r.Id, r.Scope)));
        return inserted.Count;
    }

    private static Dictionary<string, object?> Arguments(IReadOnlyList<ImportedSubscription> rows, int start, int count, bool confirmed, DateTimeOffset now)
    {
        var arguments = new Dictionary<string, object?>
        {
            ["state"] = confirmed ? "active" : "pending",
            ["now"] = now,
            ["confirmedAt"] = confirmed ? now : null,
            ["wantedAt"] = confirmed ? null : now,
        };
        for (var i = 0; i < count; i++)
        {
            var row = rows[start + i];
            arguments.Add($"i{i}", row.Id);
            arguments.Add($"a{i}", row.Address.Text);
            arguments.Add($"k{i}", row.Address.Key);
            arguments.Add($"l{i}", row.Language);
            arguments.Add($"s{i}", row.Scope.IsAll ? 1L : 0);
        }

        return arguments;
    }

    private static string InsertSql(int rows)
    {
        var sql = new StringBuilder(
            "INSERT INTO subscription (id, channel, address, address_key, language, scope_all, state, created_at, confirmed_at, confirmation_wanted_at) VALUES");
        for (var i = 0; i < rows; i++)
        {
            sql.Append(i == 0 ? " " : ", ").Append($"(@i{i}, 'email', @a{i}, @k{i}, @l{i}, @s{i}, @state, @now, @confirmedAt, @wantedAt)");
        }

        return sql.Append(" ON CONFLICT (channel, address_key) WHERE state <> 'ended' DO NOTHING RETURNING id").ToString();
    }

    private sealed class TargetRow
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string? GroupName { get; init; }
        public bool IsGroup { get; init; }
    }

    private sealed class KnownRow
    {
        public string AddressKey { get; init; } = "";
        public bool Live { get; init; }
    }
}
