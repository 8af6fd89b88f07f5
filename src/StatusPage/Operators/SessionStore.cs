using StatusPage.Platform;
using StatusPage.Platform.Data;

namespace StatusPage.Operators;

/// <summary>The SQL of sessions.</summary>
internal static class SessionStore
{
    private const string Columns =
        """
        SELECT s.token_hash, s.operator_id, s.created_at, s.last_seen_at, s.expires_at, s.client, o.email, o.name, o.role, o.created_at AS operator_created_at
        FROM operator_session s JOIN operator o ON o.id = s.operator_id
        """;

    public static Task Insert(DbSession session, string tokenHash, string operatorId, string? client, DateTimeOffset now, DateTimeOffset expiresAt) =>
        session.Execute(
            """
            INSERT INTO operator_session (token_hash, operator_id, created_at, last_seen_at, expires_at, client)
            VALUES (@tokenHash, @operatorId, @now, @now, @expiresAt, @client)
            """, new { tokenHash, operatorId, now, expiresAt, client });

    /// <summary>The session, unless it is over or its operator disabled.</summary>
    public static async Task<Session?> Find(DbSession session, string tokenHash, DateTimeOffset now) =>
        (await session.First<Row>(
            $"{Columns} WHERE s.token_hash = @tokenHash AND s.expires_at > @now AND o.disabled_at IS NULL", new { tokenHash, now }))?.ToSession();

    public static async Task<IReadOnlyList<Session>> Of(DbSession session, string operatorId, DateTimeOffset now) =>
        [.. (await session.Query<Row>(
            $"{Columns} WHERE s.operator_id = @operatorId AND s.expires_at > @now ORDER BY s.last_seen_at DESC, s.token_hash", new { operatorId, now }))
            .Select(r => r.ToSession())];

    public static Task Seen(DbSession session, string tokenHash, DateTimeOffset now, DateTimeOffset expiresAt) =>
        session.Execute(
            "UPDATE operator_session SET last_seen_at = @now, expires_at = @expiresAt WHERE token_hash = @tokenHash AND last_seen_at < @now",
            new { tokenHash, now, expiresAt });

    public static Task<int> Delete(DbSession session, string operatorId, string sessionId) =>
        session.Execute(
            "DELETE FROM operator_session WHERE operator_id = @operatorId AND substr(token_hash, 1, @length) = @sessionId",
            new { operatorId, sessionId, length = Session.IdLength });

    public static Task<int> DeleteAll(DbSession session, string operatorId, string? except) =>
        session.Execute(
            "DELETE FROM operator_session WHERE operator_id = @operatorId AND substr(token_hash, 1, @length) <> @except",
            new { operatorId, except = except ?? "", length = Session.IdLength });

    public static Task<int> DeleteOver(DbSession session, DateTimeOffset now) =>
        session.Execute("DELETE FROM operator_session WHERE expires_at <= @now", new { now });

    private sealed class Row
    {
        public string TokenHash { get; init; } = "";
        public string OperatorId { get; init; } = "";
        public DateTimeOffset CreatedAt { get; init; }
        public DateTimeOffset LastSeenAt { get; init; }
        public DateTimeOffset ExpiresAt { get; init; }
        public string? Client { get; init; }
        public string Email { get; init; } = "";
        public string Name { get; init; } = "";
        public string Role { get; init; } = "";
        public DateTimeOffset OperatorCreatedAt { get; init; }

        public Session ToSession() => new(
            TokenHash[..Session.IdLength], new(OperatorId, Email, Name, Wire<Role>.Parse(Role), OperatorCreatedAt), CreatedAt, LastSeenAt, ExpiresAt, Client);
    }
}
