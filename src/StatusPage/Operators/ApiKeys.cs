using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Operators;

/// <summary>A program that may act.</summary>
/// <param name="LastUsedAt">To the minute.</param>
internal sealed record ApiKey(string Id, string Name, Role Role, DateTimeOffset CreatedAt, DateTimeOffset? LastUsedAt, DateTimeOffset? RevokedAt);

/// <summary>A key as it is handed out: the only time that its <paramref name="Secret"/> is known.</summary>
internal sealed record NewApiKey(ApiKey Key, string Secret);

/// <summary>Keys of the management API. Only their hashes are kept.</summary>
internal sealed class ApiKeys(Database database, AuditStore audit, TimeProvider time)
{
    /// <summary>What each key begins with, so that one that leaked into a repository is recognised by those who search for such.</summary>
    public const string Prefix = "sp_";

    private static readonly TimeSpan UsedEvery = TimeSpan.FromMinutes(1);

    /// <summary>All keys, the revoked ones too, oldest first.</summary>
    public Task<IReadOnlyList<ApiKey>> All(CancellationToken cancellation = default) => database.Read(ApiKeyStore.All, cancellation);

    /// <exception cref="InvalidInputException">The name is missing or too long.</exception>
    public async Task<NewApiKey> Create(string? name, Role role, Actor actor, CancellationToken cancellation = default)
    {
        new Check().Line("name", name, 100, required: true).Done();
        var secret = Prefix + Tokens.New();
        var key = new ApiKey(Ids.New(), name!.Trim(), role, time.Now(), null, null);
        await database.Write(async session =>
        {
            await ApiKeyStore.Insert(session, key.Id, key.Name, role, Tokens.Hash(secret), key.CreatedAt);
            await audit.Append(session, actor, "created", "api_key", key.Id, $"{key.Name} as {role.Wire()}");
        }, cancellation);
        return new(key, secret);
    }

    /// <exception cref="NotFoundException">There is no such key, or it is revoked already.</exception>
    public Task Revoke(string id, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            if (!await ApiKeyStore.Revoke(session, id, time.Now()))
            {
                throw new NotFoundException("API key", id);
            }

            await audit.Append(session, actor, "revoked", "api_key", id);
        }, cancellation);

    /// <summary>Whose key this is, or null when it is nobody's any more.</summary>
    public async Task<ApiKey?> Resolve(string secret, CancellationToken cancellation = default)
    {
        var found = await database.Read(session => ApiKeyStore.FindValid(session, Tokens.Hash(secret)), cancellation);
        var now = time.Now();
        if (found is null || now - found.LastUsedAt < UsedEvery)
        {
            return found;
        }

        try
        {
            await database.Write(session => ApiKeyStore.Used(session, found.Id, now), cancellation);
        }
        catch (DatabaseUnavailableException)
        {
            // A database that cannot be written can still be asked; the next request notes the time.
        }

        return found;
    }
}
