using Microsoft.AspNetCore.Identity;
using StatusPage.Platform.Data;
using StatusPage.Platform.Throttling;

namespace StatusPage.Operators;

/// <summary>How an attempt to sign in ended. An unknown address, a wrong password and a disabled account are one answer.</summary>
/// <param name="Operator">Who it is; null when refused.</param>
/// <param name="RetryAfter">Set when there were too many failures, or too many wait to be looked at, and this one was not.</param>
internal sealed record SignInResult(Operator? Operator, TimeSpan? RetryAfter);

/// <summary>
/// Checks passwords, and limits guessing without giving anybody a way to lock somebody else out.
/// <para>
/// Failures are counted per client address and per account, in windows that end by themselves. Whoever knows an owner's mail address could
/// fill the account's count again and again; so a client address from which this account signed in within the last 30 days does not take part
/// in that count, nor in the address's own (a colleague behind the same address may have failed), but has one for the pair. An owner under
/// attack still comes in from where they used to, and from elsewhere when the attack pauses for a window. The account's limit is well above
/// an address's, so that one client alone cannot reach it; at 50 guesses in a quarter of an hour, a password of 12 characters is safe.
/// </para>
/// Attempts are counted before the password is checked and taken back when it was right, so that many at once do not slip through.
/// </summary>
internal sealed class SignIn(Database database, Throttle throttle, Passwords passwords) : IDisposable
{
    public const int PerAddress = 10;
    public const int PerAccount = 50;
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);
    public static readonly TimeSpan BusyPause = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Familiar = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    /// <summary>A password takes a good part of a second of a processor to check; a flood of them from many addresses is not to starve the page.</summary>
    internal SemaphoreSlim Verifications { get; } = new(2);

    /// <param name="email">As typed.</param>
    /// <param name="password">As typed.</param>
    /// <param name="clientAddress">From <see cref="ClientAddress.Of(HttpContext)"/>.</param>
    /// <param name="cancellation">Ends the wait, not the counting.</param>
    public async Task<SignInResult> Attempt(string email, string password, string clientAddress, CancellationToken cancellation = default)
    {
        var account = Operator.KeyOf(email);
        var pair = $"sign-in:familiar:{account}:{clientAddress}";
        List<(string Bucket, int Limit)> limits = await throttle.Remembers(pair, cancellation)
            ? [($"sign-in:pair:{account}:{clientAddress}", PerAddress)]
            : [($"sign-in:address:{clientAddress}", PerAddress), ($"sign-in:account:{account}", PerAccount)];
        if (await Count(limits, cancellation) is { } wait)
        {
            return new(null, wait);
        }

        var known = await database.Read(session => OperatorStore.FindCredentials(session, account), cancellation);
        if (await Verify(known?.PasswordHash, password, cancellation) is not { } verdict)
        {
            await Refund(limits, cancellation);
            return new(null, BusyPause);
        }

        if (known is null || verdict == PasswordVerificationResult.Failed || !known.Operator.IsEnabled)
        {
            return new(null, null);
        }

        await Refund(limits, cancellation);
        await throttle.Remember(pair, Familiar, cancellation);
        if (verdict == PasswordVerificationResult.SuccessRehashNeeded)
        {
            var hash = passwords.Hash(password);
            await database.Write(session => OperatorStore.Rehash(session, known.Operator.Id, known.PasswordHash, hash), cancellation);
        }

        return new(known.Operator, null);
    }

    public void Dispose() => Verifications.Dispose();

    /// <summary>Null when too many wait already.</summary>
    private async Task<PasswordVerificationResult?> Verify(string? hash, string password, CancellationToken cancellation)
    {
        if (!await Verifications.WaitAsync(LongestWait, cancellation))
        {
            return null;
        }

        try
        {
            return passwords.Verify(hash, password);
        }
        finally
        {
            Verifications.Release();
        }
    }

    /// <summary>Counts the attempt everywhere, or nowhere and says how long to wait.</summary>
    private async Task<TimeSpan?> Count(List<(string Bucket, int Limit)> limits, CancellationToken cancellation)
    {
        for (var i = 0; i < limits.Count; i++)
        {
            if (!await throttle.Allow(limits[i].Bucket, limits[i].Limit, Window, cancellation))
            {
                await Refund(limits[..i], cancellation);
                return await throttle.Remaining(limits[i].Bucket, cancellation);
            }
        }

        return null;
    }

    private async Task Refund(List<(string Bucket, int Limit)> counted, CancellationToken cancellation)
    {
        foreach (var (bucket, _) in counted)
        {
            await throttle.Refund(bucket, cancellation);
        }
    }
}
