using System.Security.Cryptography;
using System.Text;
using StatusPage.Platform.Data;
using StatusPage.Platform.Sites;

namespace StatusPage.Platform.Throttling;

/// <summary>
/// Counts what people may do only so often. A window begins with its first hit, so that a limit of one per hour is never two within the hour.
/// Counts live in the database: a restart forgives nobody, and every node sees them. Buckets are stored under a keyed hash, since who signed
/// in from where, or which address was asked for, is nobody's to read there.
/// </summary>
internal sealed class Throttle(Database database, SiteStore site, TimeProvider time)
{
    private byte[]? hashKey;

    /// <summary>Counts one hit and says whether it was within the limit. What is refused is not counted, and does not make the window longer.</summary>
    /// <param name="bucket">What is counted, such as <c>subscribe:203.0.113.7</c>.</param>
    /// <param name="limit">How many are allowed in a window; at least 1.</param>
    /// <param name="window">How long the window is, from its first hit.</param>
    public async Task<bool> Allow(string bucket, int limit, TimeSpan window, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(window, TimeSpan.Zero);
        var key = await Key(bucket, cancellation);
        var now = time.Now();
        // Looked at before writing: a flood of refusals costs reads, and does not queue in front of those who write.
        var hits = await database.Read(session => session.Scalar<long>(
            "SELECT COALESCE(MAX(hits), 0) FROM throttle WHERE bucket = @key AND expires_at > @now", new { key, now }), cancellation);
        return hits < limit && await database.Write(session => Count(session, key, limit, now, now + window), cancellation);
    }

    /// <summary>Takes one hit back, of something that turned out not to be meant by the limit.</summary>
    public async Task Refund(string bucket, CancellationToken cancellation = default)
    {
        var key = await Key(bucket, cancellation);
        await database.Write(session => session.Execute(
            "UPDATE throttle SET hits = hits - 1 WHERE bucket = @key AND expires_at > @now AND hits > 0", new { key, now = time.Now() }), cancellation);
    }

    /// <summary>How long until the bucket's window ends; zero when it has none.</summary>
    public async Task<TimeSpan> Remaining(string bucket, CancellationToken cancellation = default)
    {
        var key = await Key(bucket, cancellation);
        var now = time.Now();
        var end = await database.Read(session => session.Scalar<long?>(
            "SELECT MAX(expires_at) FROM throttle WHERE bucket = @key AND expires_at > @now", new { key, now }), cancellation);
        return end is null ? TimeSpan.Zero : DateTimeOffset.FromUnixTimeMilliseconds(end.Value) - now;
    }

    /// <summary>Marks a bucket for a time, from now on.</summary>
    public async Task Remember(string bucket, TimeSpan span, CancellationToken cancellation = default)
    {
        var key = await Key(bucket, cancellation);
        var now = time.Now();
        await database.Write(async session =>
        {
            await session.Execute("DELETE FROM throttle WHERE bucket = @key", new { key });
            await Count(session, key, 1, now, now + span);
        }, cancellation);
    }

    public async Task<bool> Remembers(string bucket, CancellationToken cancellation = default) =>
        await Remaining(bucket, cancellation) > TimeSpan.Zero;

    public Task<int> Forget(CancellationToken cancellation = default) =>
        database.Write(session => session.Execute("DELETE FROM throttle WHERE expires_at <= @now", new { now = time.Now() }), cancellation);

    private static async Task<bool> Count(DbSession session, string key, int limit, DateTimeOffset now, DateTimeOffset end) =>
        await session.Execute(
            "UPDATE throttle SET hits = hits + 1 WHERE bucket = @key AND expires_at > @now AND hits < @limit", new { key, now, limit }) > 0
        || await session.Execute(
            """
            INSERT INTO throttle (bucket, window_start, hits, expires_at) SELECT @key, @now, 1, @end
            WHERE NOT EXISTS (SELECT 1 FROM throttle WHERE bucket = @key AND expires_at > @now)
            """, new { key, now, end }) > 0;

    private async Task<string> Key(string bucket, CancellationToken cancellation)
    {
        hashKey ??= Encoding.UTF8.GetBytes(await site.LinkKey(cancellation));
        return Convert.ToHexStringLower(HMACSHA256.HashData(hashKey, Encoding.UTF8.GetBytes($"throttle:{bucket}")));
    }
}
