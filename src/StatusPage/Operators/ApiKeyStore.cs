using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Operators;

/// <summary>The SQL of API keys.</summary>
internal static class ApiKeyStore
{
    private const string Columns = "SELECT id, name, role, created_at, last_used_at, revoked_at FROM api_key";

    public static async Task<IReadOnlyList<ApiKey>> All(DbSession session) =>
        [.. (await session.Query<Row>($"{Columns} ORDER BY created_at, id")).Select(r => r.ToKey())];

    public static async Task<ApiKey?> FindValid(DbSession session, string keyHash) =>
        (await session.First<Row>($"{Columns} WHERE key_hash = @keyHash AND revoked_at IS NULL", new { keyHash }))?.ToKey();

    public static Task Insert(DbSession session, string id, string name, Role role, string keyHash, DateTimeOffset now) =>
        session.Execute(
            "INSERT INTO api_key (id, name, role, key_hash, created_at) VALUES (@id, @name, @role, @keyHash, @now)",
            new { id, name, role = role.Wire(), keyHash, now });

    public static Task Used(DbSession session, string id, DateTimeOffset now) =>
        session.Execute("UPDATE api_key SET last_used_at = @now WHERE id = @id AND (last_used_at IS NULL OR last_used_at < @now)", new { id, now });

    public static async Task<bool> Revoke(DbSession session, string id, DateTimeOffset now) =>
        await session.Execute("UPDATE api_key SET revoked_at = @now WHERE id = @id AND revoked_at IS NULL", new { id, now }) == 1;

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? LastUsedAt { get; init; }
        public DateTimeOffset? RevokedAt { get; init; }

        public ApiKey ToKey() => new(Id, Name, Wire<Role>.Parse(Role), CreatedAt, LastUsedAt, RevokedAt);
    }
}
