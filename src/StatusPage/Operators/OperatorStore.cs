using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Operators;

/// <summary>The SQL of operators.</summary>
internal static class OperatorStore
{
    private const string Columns = "SELECT id, email, name, role, password_hash, created_at, disabled_at FROM operator";

    public static async Task<IReadOnlyList<Operator>> All(DbSession session) =>
        [.. (await session.Query<Row>($"{Columns} ORDER BY name, id")).Select(r => r.ToOperator())];

    public static async Task<Operator?> Find(DbSession session, string id) =>
        (await session.First<Row>($"{Columns} WHERE id = @id", new { id }))?.ToOperator();

    public static async Task<Credentials?> FindCredentials(DbSession session, string emailKey) =>
        await session.First<Row>($"{Columns} WHERE email_key = @emailKey", new { emailKey }) is { } row ? new(row.ToOperator(), row.PasswordHash) : null;

    public static async Task<bool> AnyEnabledOwner(DbSession session) =>
        await session.Scalar<long>("SELECT COUNT(*) FROM operator WHERE role = @owner AND disabled_at IS NULL", new { owner = Role.Owner.Wire() }) > 0;

    /// <summary>Counts the enabled owners and holds their rows until the commit, so that two owners cannot demote each other at once.</summary>
    public static Task<int> HoldEnabledOwners(DbSession session) =>
        session.Execute("UPDATE operator SET role = role WHERE role = @owner AND disabled_at IS NULL", new { owner = Role.Owner.Wire() });

    /// <summary>False when the address has an account already.</summary>
    public static async Task<bool> Insert(DbSession session, Operator who, string passwordHash) =>
        await session.Execute(
            """
            INSERT INTO operator (id, email, email_key, name, role, password_hash, created_at)
            VALUES (@Id, @Email, @emailKey, @Name, @role, @passwordHash, @CreatedAt) ON CONFLICT (email_key) DO NOTHING
            """,
            new { who.Id, who.Email, emailKey = Operator.KeyOf(who.Email), who.Name, role = who.Role.Wire(), passwordHash, who.CreatedAt }) == 1;

    public static Task Update(DbSession session, Operator who) =>
        session.Execute("UPDATE operator SET role = @role, disabled_at = @DisabledAt WHERE id = @Id", new { who.Id, role = who.Role.Wire(), who.DisabledAt });

    public static Task SetPassword(DbSession session, string id, string passwordHash) =>
        session.Execute("UPDATE operator SET password_hash = @passwordHash WHERE id = @id", new { id, passwordHash });

    /// <summary>Exchanges a hash for a stronger one of the same password, unless the password was changed meanwhile.</summary>
    public static Task Rehash(DbSession session, string id, string before, string after) =>
        session.Execute("UPDATE operator SET password_hash = @after WHERE id = @id AND password_hash = @before", new { id, before, after });

    private sealed class Row
    {
        public string Id { get; init; } = "";
        public string Email { get; init; } = "";
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public string PasswordHash { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset? DisabledAt { get; init; }

        public Operator ToOperator() => new(Id, Email, Name, Wire<Role>.Parse(Role), CreatedAt, DisabledAt);
    }
}

internal sealed record Credentials(Operator Operator, string PasswordHash);
