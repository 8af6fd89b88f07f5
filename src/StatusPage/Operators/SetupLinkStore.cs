using StatusPage.Platform.Data;

namespace StatusPage.Operators;

/// <summary>The SQL of set-up links.</summary>
internal static class SetupLinkStore
{
    public static Task Insert(DbSession session, string tokenHash, DateTimeOffset expiresAt) =>
        session.Execute("INSERT INTO setup_link (token_hash, expires_at) VALUES (@tokenHash, @expiresAt)", new { tokenHash, expiresAt });

    public static async Task<bool> IsValid(DbSession session, string tokenHash, DateTimeOffset now) =>
        await session.Scalar<long>(
            "SELECT COUNT(*) FROM setup_link WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > @now", new { tokenHash, now }) == 1;

    public static async Task<bool> Use(DbSession session, string tokenHash, DateTimeOffset now) =>
        await session.Execute(
            "UPDATE setup_link SET used_at = @now WHERE token_hash = @tokenHash AND used_at IS NULL AND expires_at > @now", new { tokenHash, now }) == 1;

    public static Task<int> DeleteOver(DbSession session, DateTimeOffset now) =>
        session.Execute("DELETE FROM setup_link WHERE expires_at <= @now", new { now });
}
