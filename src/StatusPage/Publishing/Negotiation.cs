using Microsoft.Extensions.Primitives;

namespace StatusPage.Publishing;

internal enum ContentCoding
{
    Identity,
    Gzip,
    Brotli,

    /// <summary>The client refuses all that there is.</summary>
    None,
}

/// <summary>Picks what a client asked for from its header fields (RFC 9110, section 12.5), without allocating.</summary>
internal static class Negotiation
{
    /// <summary>Brotli before gzip before identity where the client has no preference; identity is fine unless it is refused.</summary>
    public static ContentCoding Coding(in StringValues accept)
    {
        int gzip = -1, brotli = -1, identity = -1, any = -1;
        for (var i = 0; i < accept.Count; i++)
        {
            var rest = accept[i].AsSpan();
            while (Next(ref rest, out var name, out var quality))
            {
                if (Is(name, "br"))
                {
                    brotli = quality;
                }
                else if (Is(name, "gzip") || Is(name, "x-gzip"))
                {
                    gzip = quality;
                }
                else if (Is(name, "identity"))
                {
                    identity = quality;
                }
                else if (name is "*")
                {
                    any = quality;
                }
            }
        }

        brotli = brotli >= 0 ? brotli : any;
        gzip = gzip >= 0 ? gzip : any;
        if (brotli > 0 && brotli >= gzip && brotli >= identity)
        {
            return ContentCoding.Brotli;
        }

        if (gzip > 0 && gzip >= identity)
        {
            return ContentCoding.Gzip;
        }

        return identity == 0 || (identity < 0 && any == 0) ? ContentCoding.None : ContentCoding.Identity;
    }

    /// <summary>The place in <paramref name="languages"/> of the one wanted most; <paramref name="fallback"/> when none is.</summary>
    public static int Language(in StringValues accept, string[] languages, int fallback)
    {
        int best = fallback, bestQuality = 0;
        for (var i = 0; i < accept.Count; i++)
        {
            var rest = accept[i].AsSpan();
            while (Next(ref rest, out var range, out var quality))
            {
                if (quality <= bestQuality)
                {
                    continue;
                }

                var place = range is "*" ? fallback : PlaceOf(range, languages);
                if (place >= 0)
                {
                    (best, bestQuality) = (place, quality);
                }
            }
        }

        return best;
    }

    /// <summary>Whether an If-None-Match names the entity tag, by weak comparison.</summary>
    /// <param name="ifNoneMatch">The field as sent.</param>
    /// <param name="opaque">The tag between its quotes.</param>
    public static bool Matches(in StringValues ifNoneMatch, string opaque)
    {
        for (var i = 0; i < ifNoneMatch.Count; i++)
        {
            var rest = ifNoneMatch[i].AsSpan().Trim();
            if (rest is "*")
            {
                return true;
            }

            while (rest.IndexOf('"') is >= 0 and var open)
            {
                rest = rest[(open + 1)..];
                var close = rest.IndexOf('"');
                if (close < 0)
                {
                    break;
                }

                if (rest[..close].SequenceEqual(opaque))
                {
                    return true;
                }

                rest = rest[(close + 1)..];
            }
        }

        return false;
    }

    private static int PlaceOf(ReadOnlySpan<char> range, string[] languages)
    {
        var dash = range.IndexOf('-');
        var primary = dash < 0 ? range : range[..dash];
        for (var i = 0; i < languages.Length; i++)
        {
            if (Is(primary, languages[i]))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Takes the next member of a list such as <c>gzip;q=0.8, br</c>. The quality is in thousandths; one that cannot be read counts as 0.</summary>
    private static bool Next(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name, out int quality)
    {
        quality = 1000;
        name = default;
        if (rest.IsEmpty)
        {
            return false;
        }

        var comma = rest.IndexOf(',');
        var member = comma < 0 ? rest : rest[..comma];
        rest = comma < 0 ? default : rest[(comma + 1)..];
        var semicolon = member.IndexOf(';');
        name = (semicolon < 0 ? member : member[..semicolon]).Trim();
        if (semicolon >= 0)
        {
            var parameter = member[(semicolon + 1)..].Trim();
            if (parameter.StartsWith("q=", StringComparison.OrdinalIgnoreCase))
            {
                quality = Quality(parameter[2..].Trim());
            }
        }

        return true;
    }

    private static int Quality(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.Length > 5 || text[0] is not ('0' or '1') || (text.Length > 1 && text[1] != '.'))
        {
            return 0;
        }

        var value = (text[0] - '0') * 1000;
        var unit = 100;
        for (var i = 2; i < text.Length; i++, unit /= 10)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                return 0;
            }

            value += (text[i] - '0') * unit;
        }

        return Math.Min(value, 1000);
    }

    private static bool Is(ReadOnlySpan<char> a, string b) => a.Equals(b, StringComparison.OrdinalIgnoreCase);
}
