using StatusPage.Mail;
using StatusPage.Platform.Problems;

namespace StatusPage.Subscriptions;

/// <summary>What is wrong with a text that should be an e-mail address.</summary>
internal enum AddressProblem
{
    None,
    Missing,
    TooLong,
    NotAnAddress,
    Domain,
}

/// <summary>
/// An address that can be written to (RFC 5321 lengths, RFC 6531 letters, RFC 5891 domains) and that a mailbox on the internet can have:
/// its domain has a dot. Quoted local parts and address literals are not taken.
/// </summary>
/// <param name="Text">As written, without surrounding space.</param>
/// <param name="Key">What makes two texts the same address: lower case, composed letters, the domain in ASCII.</param>
internal sealed record EmailAddress(string Text, string Key)
{
    private const int Longest = 254;

    /// <exception cref="InvalidInputException">It is no address; names <paramref name="field"/>.</exception>
    public static EmailAddress Parse(string? text, string field) => TryParse(text, out var address, out var problem)
        ? address
        : throw new InvalidInputException(field, problem == AddressProblem.Missing ? "must be given." : "must be an e-mail address such as name@example.com.");

    public static bool TryParse(string? text, out EmailAddress address, out AddressProblem problem)
    {
        // Line ends are not trimmed: an address that holds one was not typed into a field.
        var trimmed = text?.Trim(' ', '\t', '\u00a0', '\u3000') ?? "";
        address = new(trimmed, "");
        problem = Judge(trimmed, out var key);
        address = address with { Key = key };
        return problem == AddressProblem.None;
    }

    private static AddressProblem Judge(string text, out string key)
    {
        key = "";
        if (text.Length == 0)
        {
            return AddressProblem.Missing;
        }

        if (text.Length > Longest)
        {
            return AddressProblem.TooLong;
        }

        if (!MailAddress.TryNormalize(text, out var address))
        {
            return AddressProblem.NotAnAddress;
        }

        if (address.Length > Longest)
        {
            return AddressProblem.TooLong;
        }

        key = address.Normalize().ToLowerInvariant();
        return IsPublicDomain(key.AsSpan(key.LastIndexOf('@') + 1)) ? AddressProblem.None : AddressProblem.Domain;
    }

    private static bool IsPublicDomain(ReadOnlySpan<char> domain)
    {
        var top = domain[(domain.LastIndexOf('.') + 1)..];
        return top.Length < domain.Length && top.Length > 1 && top.ContainsAnyExceptInRange('0', '9');
    }
}
