using System.Buffers;
using System.Globalization;
using System.Text;

namespace StatusPage.Mail;

/// <summary>Which addresses can be written to, and how they look on the wire.</summary>
internal static class MailAddress
{
    private const string LocalCharacters =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~.";

    private static readonly SearchValues<char> Local = SearchValues.Create(LocalCharacters);
    private static readonly SearchValues<char> Domain =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-.");

    /// <summary>
    /// The address with its domain in ASCII and lower case (RFC 5891), or false. Local parts may hold any letters (RFC 6531); quoted
    /// local parts and address literals are not taken, nobody subscribes with them.
    /// </summary>
    public static bool TryNormalize(string? text, out string address)
    {
        address = "";
        var at = text?.LastIndexOf('@') ?? -1;
        if (at <= 0 || at == text!.Length - 1)
        {
            return false;
        }

        var local = text.AsSpan(0, at);
        if (!IsLocal(local) || !TryDomain(text[(at + 1)..], out var domain))
        {
            return false;
        }

        // The common case, an address in its final form already, costs no new string.
        address = text.AsSpan(at + 1).SequenceEqual(domain) ? text : string.Concat(local, "@", domain);
        return true;
    }

    internal static string ForEnvelope(string field, string text) => TryNormalize(text, out var address)
        ? address
        : throw new MailFormatException(field, "is not an e-mail address that can be written to");

    private static bool IsLocal(ReadOnlySpan<char> local)
    {
        if (local[0] == '.' || local[^1] == '.' || local.Contains("..", StringComparison.Ordinal))
        {
            return false;
        }

        if (!local.ContainsAnyExcept(Local))
        {
            return local.Length <= 64;
        }

        foreach (var rune in local.EnumerateRunes())
        {
            var allowed = rune.IsAscii ? Local.Contains((char)rune.Value) : IsInternational(rune);
            if (!allowed)
            {
                return false;
            }
        }

        return Encoding.UTF8.GetByteCount(local) <= 64;
    }

    private static bool IsInternational(Rune rune) => rune != Rune.ReplacementChar && Rune.GetUnicodeCategory(rune)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator or UnicodeCategory.SpaceSeparator or UnicodeCategory.OtherNotAssigned);

    private static bool TryDomain(string text, out string domain)
    {
        domain = text;
        if (!Ascii.IsValid(text))
        {
            try
            {
                domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(text);
            }
            catch (ArgumentException)
            {
                return false;
            }
        }

        if (domain.AsSpan().ContainsAnyInRange('A', 'Z'))
        {
            domain = domain.ToLowerInvariant();
        }

        return domain.Length is > 0 and <= 253 && !domain.AsSpan().ContainsAnyExcept(Domain) && HasGoodLabels(domain);
    }

    private static bool HasGoodLabels(string domain)
    {
        foreach (var range in domain.AsSpan().Split('.'))
        {
            var label = domain.AsSpan(range);
            if (label.Length is 0 or > 63 || label[0] == '-' || label[^1] == '-')
            {
                return false;
            }
        }

        return true;
    }
}
