using System.Buffers;
using System.Security.Cryptography;

namespace StatusPage.Platform;

/// <summary>Ids as Statuspage writes them: twelve lower-case alphanumerics, 62 bits, not guessable but not secret.</summary>
internal static class Ids
{
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyz";

    public static string New() => RandomNumberGenerator.GetString(Alphabet, 12);

    /// <summary>Whether a text could be one of our ids, so that a wrong one is refused before it reaches a query.</summary>
    public static bool IsWellFormed(string? text) =>
        text is { Length: 12 } && !text.AsSpan().ContainsAnyExcept(Allowed);

    private static readonly SearchValues<char> Allowed = SearchValues.Create(Alphabet);
}
