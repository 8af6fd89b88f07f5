using StatusPage.Platform;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Operators;

/// <summary>The way in while nobody may enter: a link printed to the terminal, for one use within the hour, that makes the first owner.</summary>
internal sealed class SetupLinks(Database database, OperatorService operators, TimeProvider time)
{
    public static readonly TimeSpan ValidFor = TimeSpan.FromHours(1);

    private const string NotValid = "This link is not valid any more. Start the service again: while there is no owner, it prints a new one.";

    /// <summary>A new token, or null when somebody owns the page already.</summary>
    public Task<string?> Make(CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            if (await OperatorStore.AnyEnabledOwner(session))
            {
                return null;
            }

            var token = Tokens.New();
            await SetupLinkStore.Insert(session, Tokens.Hash(token), time.Now() + ValidFor);
            return token;
        }, cancellation);

    public Task<bool> IsValid(string token, CancellationToken cancellation = default) =>
        database.Read(async session =>
            await SetupLinkStore.IsValid(session, Tokens.Hash(token), time.Now()) && !await OperatorStore.AnyEnabledOwner(session), cancellation);

    /// <summary>Makes the first owner and uses the link up.</summary>
    /// <exception cref="RuleViolationException">The link was used, is older than an hour, or never was; or the page has an owner.</exception>
    /// <exception cref="InvalidInputException">A field holds what it may not; the link can be used again.</exception>
    public async Task<Operator> Redeem(string token, string? email, string? name, string? password, CancellationToken cancellation = default)
    {
        if (!await IsValid(token, cancellation))
        {
            throw new RuleViolationException(NotValid);
        }

        var (who, hash) = operators.Prepare(email, name, Role.Owner, password);
        await database.Write(async session =>
        {
            if (!await SetupLinkStore.Use(session, Tokens.Hash(token), time.Now()) || await OperatorStore.AnyEnabledOwner(session))
            {
                throw new RuleViolationException(NotValid);
            }

            await operators.Insert(session, who, hash, new("operator", who.Id, who.Name));
        }, cancellation);
        return who;
    }
}
