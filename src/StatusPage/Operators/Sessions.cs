using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Operators;

/// <summary>Somebody signed in, in one browser.</summary>
/// <param name="Id">Names it among the operator's sessions; a part of a hash, of no use for signing in.</param>
/// <param name="Operator">Who.</param>
/// <param name="CreatedAt">When they signed in.</param>
/// <param name="LastSeenAt">To the minute.</param>
/// <param name="ExpiresAt">When it ends unless it is used before.</param>
/// <param name="Client">The browser, in its own words.</param>
internal sealed record Session(
    string Id, Operator Operator, DateTimeOffset CreatedAt, DateTimeOffset LastSeenAt, DateTimeOffset ExpiresAt, string? Client)
{
    public const int IdLength = 16;
}

/// <summary>Sessions of the console. The browser holds a random token, the database its hash; ending one takes effect with its next request.</summary>
internal sealed class Sessions(Database database, AuditStore audit, TimeProvider time)
{
    /// <summary>How long a session lasts unused.</summary>
    public static readonly TimeSpan Idle = TimeSpan.FromHours(12);

    /// <summary>How long a session lasts however much it is used.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    private static readonly TimeSpan SeenEvery = TimeSpan.FromMinutes(1);

    private const int LongestClient = 200;

    /// <summary>Starts one for somebody whose password was right, and returns the token for <see cref="SessionCookie"/>.</summary>
    public async Task<string> Start(Operator who, string? client, CancellationToken cancellation = default)
    {
        var token = Tokens.New();
        var now = time.Now();
        await database.Write(async session =>
        {
            await SessionStore.Insert(session, Tokens.Hash(token), who.Id, client is { Length: > LongestClient } ? client[..LongestClient] : client, now, now + Idle);
            await audit.Append(session, new("operator", who.Id, who.Name), "signed_in", "operator", who.Id);
        }, cancellation);
        return token;
    }

    /// <summary>Whose token this is, or null when it is nobody's any more. Being used keeps a session alive.</summary>
    public async Task<Session?> Resolve(string token, CancellationToken cancellation = default)
    {
        var hash = Tokens.Hash(token);
        var now = time.Now();
        var found = await database.Read(session => SessionStore.Find(session, hash, now), cancellation);
        if (found is null || now - found.LastSeenAt < SeenEvery)
        {
            return found;
        }

        var last = found.CreatedAt + Longest;
        var expiresAt = now + Idle < last ? now + Idle : last;
        try
        {
            await database.Write(session => SessionStore.Seen(session, hash, now, expiresAt), cancellation);
        }
        catch (DatabaseUnavailableException)
        {
            // Who can still be read may still look; the next request notes the time.
            return found;
        }

        return found with { LastSeenAt = now, ExpiresAt = expiresAt };
    }

    /// <summary>Somebody's sessions that are not over, the last used first.</summary>
    public Task<IReadOnlyList<Session>> Of(string operatorId, CancellationToken cancellation = default) =>
        database.Read(session => SessionStore.Of(session, operatorId, time.Now()), cancellation);

    /// <exception cref="NotFoundException">The operator has no such session, or it is over.</exception>
    public Task Revoke(string operatorId, string sessionId, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            if (await SessionStore.Delete(session, operatorId, sessionId) == 0)
            {
                throw new NotFoundException("session", sessionId);
            }

            await audit.Append(session, actor, "session_revoked", "operator", operatorId);
        }, cancellation);

    /// <param name="operatorId">Whose.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="except">The id of a session that stays, or null.</param>
    public Task<int> RevokeAll(string operatorId, Actor actor, string? except = null, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var ended = await SessionStore.DeleteAll(session, operatorId, except);
            await audit.Append(session, actor, "sessions_revoked", "operator", operatorId, $"{ended}");
            return ended;
        }, cancellation);

    /// <summary>Ends the session of a token; does nothing when it is over already.</summary>
    public async Task SignOut(string token, CancellationToken cancellation = default)
    {
        if (await database.Read(session => SessionStore.Find(session, Tokens.Hash(token), time.Now()), cancellation) is not { } found)
        {
            return;
        }

        await database.Write(async session =>
        {
            await SessionStore.Delete(session, found.Operator.Id, found.Id);
            await audit.Append(session, new("operator", found.Operator.Id, found.Operator.Name), "signed_out", "operator", found.Operator.Id);
        }, cancellation);
    }
}
