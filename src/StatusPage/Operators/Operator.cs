using StatusPage.Platform.Problems;

namespace StatusPage.Operators;

/// <summary>A person who may use the console.</summary>
internal sealed class Operator(string id, string email, string name, Role role, DateTimeOffset createdAt, DateTimeOffset? disabledAt = null)
{
    public string Id { get; } = id;

    public string Email { get; } = email;

    public string Name { get; } = name;

    public Role Role { get; private set; } = role;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public DateTimeOffset? DisabledAt { get; private set; } = disabledAt;

    public bool IsEnabled => DisabledAt is null;

    /// <summary>Addresses that differ only in case or surrounding blanks are one account.</summary>
    public static string KeyOf(string email) => email.Trim().Normalize().ToLowerInvariant();

    /// <param name="role">What they may do from now on.</param>
    /// <param name="enabledOwners">How many owners are enabled now, this one counted.</param>
    /// <exception cref="RuleViolationException">Nobody would be left who may say who may do what.</exception>
    public void ChangeRole(Role role, int enabledOwners)
    {
        KeepAnOwner(role == Role.Owner, enabledOwners);
        Role = role;
    }

    /// <inheritdoc cref="ChangeRole"/>
    public void Disable(int enabledOwners, DateTimeOffset now)
    {
        KeepAnOwner(false, enabledOwners);
        DisabledAt ??= now;
    }

    public void Enable() => DisabledAt = null;

    private void KeepAnOwner(bool staysOne, int enabledOwners)
    {
        if (!staysOne && IsEnabled && Role == Role.Owner && enabledOwners <= 1)
        {
            throw new RuleViolationException($"{Name} is the last enabled owner. Make somebody else an owner first.");
        }
    }
}
