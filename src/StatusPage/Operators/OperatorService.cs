using System.Net.Mail;
using Microsoft.AspNetCore.Identity;
using StatusPage.Platform;
using StatusPage.Platform.Audit;
using StatusPage.Platform.Data;
using StatusPage.Platform.Problems;

namespace StatusPage.Operators;

/// <summary>Who may use the console, and as what.</summary>
internal sealed class OperatorService(Database database, AuditStore audit, Passwords passwords, TimeProvider time)
{
    private const string Subject = "operator";

    public Task<IReadOnlyList<Operator>> All(CancellationToken cancellation = default) => database.Read(OperatorStore.All, cancellation);

    /// <exception cref="NotFoundException">There is no such operator.</exception>
    public Task<Operator> Get(string id, CancellationToken cancellation = default) => database.Read(session => Find(session, id), cancellation);

    /// <exception cref="InvalidInputException">A field holds what it may not.</exception>
    /// <exception cref="RuleViolationException">The address has an account.</exception>
    public async Task<Operator> Add(string? email, string? name, Role role, string? password, Actor actor, CancellationToken cancellation = default)
    {
        var (who, hash) = Prepare(email, name, role, password);
        await database.Write(session => Insert(session, who, hash, actor), cancellation);
        return who;
    }

    /// <exception cref="RuleViolationException">They are the last enabled owner.</exception>
    public Task<Operator> ChangeRole(string id, Role role, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var owners = await OperatorStore.HoldEnabledOwners(session);
            var who = await Find(session, id);
            var before = who.Role;
            who.ChangeRole(role, owners);
            await OperatorStore.Update(session, who);
            await audit.Append(session, actor, "updated", Subject, id, $"role {before.Wire()} to {role.Wire()}");
            return who;
        }, cancellation);

    /// <summary>Keeps the account and its name in the records, and ends every session at once.</summary>
    /// <exception cref="RuleViolationException">They are the last enabled owner.</exception>
    public Task<Operator> Disable(string id, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var owners = await OperatorStore.HoldEnabledOwners(session);
            var who = await Find(session, id);
            who.Disable(owners, time.Now());
            await OperatorStore.Update(session, who);
            await SessionStore.DeleteAll(session, id, except: null);
            await audit.Append(session, actor, "disabled", Subject, id);
            return who;
        }, cancellation);

    public Task<Operator> Enable(string id, Actor actor, CancellationToken cancellation = default) =>
        database.Write(async session =>
        {
            var who = await Find(session, id);
            who.Enable();
            await OperatorStore.Update(session, who);
            await audit.Append(session, actor, "enabled", Subject, id);
            return who;
        }, cancellation);

    /// <summary>Gives somebody a new password and ends all their sessions, except the one that asked for it.</summary>
    /// <param name="id">Whose.</param>
    /// <param name="password">The new one.</param>
    /// <param name="actor">Who asks.</param>
    /// <param name="keepSession">The id of the session that stays, when people change their own.</param>
    /// <exception cref="InvalidInputException">The password is too short or too long.</exception>
    public async Task ChangePassword(string id, string? password, Actor actor, string? keepSession = null, CancellationToken cancellation = default)
    {
        Passwords.Check(new Check(), "password", password).Done();
        var hash = passwords.Hash(password!);
        await database.Write(async session =>
        {
            await Find(session, id);
            await OperatorStore.SetPassword(session, id, hash);
            await SessionStore.DeleteAll(session, id, keepSession);
            await audit.Append(session, actor, "password_changed", Subject, id);
        }, cancellation);
    }

    /// <summary>Changes one's own password, for which one has to know the present one.</summary>
    /// <exception cref="InvalidInputException">The present password is not right, or the new one too short or too long.</exception>
    public async Task ChangeOwnPassword(string id, string present, string? password, Actor actor, string? keepSession, CancellationToken cancellation = default)
    {
        var credentials = await database.Read(async session =>
            await OperatorStore.FindCredentials(session, Operator.KeyOf((await Find(session, id)).Email)), cancellation);
        new Check()
            .That(passwords.Verify(credentials?.PasswordHash, present) != PasswordVerificationResult.Failed, "present_password", "is not right.")
            .Done();
        await ChangePassword(id, password, actor, keepSession, cancellation);
    }

    internal (Operator Who, string Hash) Prepare(string? email, string? name, Role role, string? password)
    {
        var check = new Check()
            .Line("name", name, 100, required: true)
            .That(IsAddress(email), "email", "must be a mail address such as name@example.com.");
        Passwords.Check(check, "password", password).Done();
        return (new Operator(Ids.New(), email!.Trim(), name!.Trim(), role, time.Now()), passwords.Hash(password!));
    }

    internal async Task Insert(DbSession session, Operator who, string hash, Actor actor)
    {
        if (!await OperatorStore.Insert(session, who, hash))
        {
            throw new RuleViolationException($"There is an operator with the address {who.Email} already.");
        }

        await audit.Append(session, actor, "created", Subject, who.Id, $"{who.Name} as {who.Role.Wire()}");
    }

    private static async Task<Operator> Find(DbSession session, string id) =>
        await OperatorStore.Find(session, id) ?? throw new NotFoundException(Subject, id);

    private static bool IsAddress(string? text) =>
        text is { Length: <= 254 } && MailAddress.TryCreate(text.Trim(), out var parsed) && parsed.Address == text.Trim();
}
