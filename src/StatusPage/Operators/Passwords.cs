using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using StatusPage.Platform;
using StatusPage.Platform.Problems;

namespace StatusPage.Operators;

/// <summary>Hashes and verifies passwords with the framework's hasher (PBKDF2 with HMAC-SHA512).</summary>
internal sealed class Passwords
{
    public const int Shortest = 12;
    public const int Longest = 256;

    // OWASP's figure for this algorithm; the framework's default is half of it.
    private const int Iterations = 210_000;

    private readonly PasswordHasher<Passwords> hasher;
    private readonly Lazy<string> nobodys;

    public Passwords()
        : this(Iterations)
    {
    }

    public Passwords(int iterations)
    {
        hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = iterations }));
        nobodys = new(() => Hash(Tokens.New()));
    }

    public static Check Check(Check check, string field, string? password) => check
        .That(password?.Length >= Shortest, field, $"must have at least {Shortest} characters.")
        .That(password is null || password.Length <= Longest, field, $"may have {Longest} characters at the most.");

    public string Hash(string password) => hasher.HashPassword(this, password);

    /// <param name="hash">The account's hash; null for no account, which takes as long and is never right.</param>
    /// <param name="password">What was typed.</param>
    public PasswordVerificationResult Verify(string? hash, string password)
    {
        var result = hasher.VerifyHashedPassword(this, hash ?? nobodys.Value, password.Length <= Longest ? password : "");
        return hash is null ? PasswordVerificationResult.Failed : result;
    }
}
