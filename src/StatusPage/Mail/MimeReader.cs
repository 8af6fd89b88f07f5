using System.Buffers.Text;
using System.Text;

namespace StatusPage.Mail;

internal sealed record MimeContent(IReadOnlyList<KeyValuePair<string, string>> Headers, string? Text, string? Html);

/// <summary>Reads messages like those <see cref="MailComposer"/> writes; what it does not know it shows as it stands.</summary>
internal static class MimeReader
{
    private const int Deepest = 5;

    // Looking for the end of each of many words that have none would take the square of a header's length.
    private const int LongestDecoded = 10_000;

    public static MimeContent Read(ReadOnlySpan<byte> message)
    {
        var headers = Headers(message, out var body);
        string? text = null;
        string? html = null;
        Walk(headers, message[body..], 0, ref text, ref html);
        return new MimeContent(headers, text, html);
    }

    /// <summary>In their order, unfolded and decoded; <paramref name="body"/> is where the body starts.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Headers(ReadOnlySpan<byte> message, out int body)
    {
        var headers = new List<KeyValuePair<string, string>>();
        body = 0;
        while (body < message.Length)
        {
            var end = LineEnd(message, body);
            if (message[body..end].TrimEnd("\r\n"u8).IsEmpty)
            {
                body = end;
                break;
            }

            while (end < message.Length && message[end] is (byte)' ' or (byte)'\t')
            {
                end = LineEnd(message, end);
            }

            var field = Encoding.UTF8.GetString(message[body..end]);
            var colon = field.IndexOf(':');
            if (colon > 0)
            {
                var value = field[(colon + 1)..].Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);
                headers.Add(new(field[..colon].Trim(), DecodeWords(value.Trim())));
            }

            body = end;
        }

        return headers;
    }

    /// <summary>RFC 2047; blanks between two encoded words belong to the encoding (section 6.2).</summary>
    public static string DecodeWords(string value)
    {
        if (value.Length > LongestDecoded || !value.Contains("=?", StringComparison.Ordinal))
        {
            return value;
        }

        var result = new StringBuilder();
        var at = 0;
        var afterWord = false;
        while (at < value.Length)
        {
            var start = value.IndexOf("=?", at, StringComparison.Ordinal);
            if (start < 0 || !TryWord(value, start, out var decoded, out var end))
            {
                var next = start < 0 ? value.Length : start + 2;
                result.Append(value, at, next - at);
                at = next;
                afterWord = false;
                continue;
            }

            var between = value.AsSpan(at, start - at);
            if (!afterWord || !between.Trim().IsEmpty)
            {
                result.Append(between);
            }

            result.Append(decoded);
            at = end;
            afterWord = true;
        }

        return result.ToString();
    }

    private static bool TryWord(string value, int start, out string decoded, out int end)
    {
        decoded = "";
        end = 0;
        var charset = value.IndexOf('?', start + 2);
        if (charset < 0 || charset + 2 >= value.Length || value[charset + 2] != '?')
        {
            return false;
        }

        var close = value.IndexOf("?=", charset + 3, StringComparison.Ordinal);
        if (close < 0)
        {
            return false;
        }

        var bytes = Encoding.Latin1.GetBytes(value[(charset + 3)..close]);
        end = close + 2;
        var data = value[charset + 1] is 'B' or 'b' ? Base64Bytes(bytes) : Unquote(bytes, underscores: true);
        decoded = Charset(value[(start + 2)..charset]).GetString(data);
        return true;
    }

    private static void Walk(
        IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body, int depth, ref string? text, ref string? html)
    {
        var type = Find(headers, "Content-Type") ?? "text/plain";
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase) && Parameter(type, "boundary") is { } boundary && depth < Deepest)
        {
            foreach (var range in Parts(body, Encoding.UTF8.GetBytes("--" + boundary)))
            {
                var part = body[range];
                Walk(Headers(part, out var start), part[start..], depth + 1, ref text, ref html);
            }

            return;
        }

        var data = Decode(headers, body);
        var content = Charset(Parameter(type, "charset") ?? "utf-8").GetString(data);
        if (type.StartsWith("text/html", StringComparison.OrdinalIgnoreCase))
        {
            html ??= content;
        }
        else if (type.StartsWith("text/", StringComparison.OrdinalIgnoreCase))
        {
            text ??= content;
        }
    }

    /// <summary>A part's body without its transfer encoding.</summary>
    internal static byte[] Decode(IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body) =>
        Find(headers, "Content-Transfer-Encoding")?.Trim().ToUpperInvariant() switch
        {
            "BASE64" => Base64Bytes(body),
            "QUOTED-PRINTABLE" => Unquote(body, underscores: false),
            _ => body.ToArray(),
        };

    internal static List<Range> Parts(ReadOnlySpan<byte> body, ReadOnlySpan<byte> delimiter)
    {
        var parts = new List<Range>();
        var started = -1;
        var at = 0;
        while (at < body.Length)
        {
            var end = LineEnd(body, at);
            if (body[at..].StartsWith(delimiter))
            {
                if (started >= 0)
                {
                    // The line end before a boundary belongs to the boundary.
                    parts.Add(started..Math.Max(started, at - (at > 1 && body[at - 2] == '\r' ? 2 : 1)));
                }

                started = end;
                if (body[at..end][delimiter.Length..].StartsWith("--"u8))
                {
                    break;
                }
            }

            at = end;
        }

        return parts;
    }

    private static int LineEnd(ReadOnlySpan<byte> bytes, int at)
    {
        var end = bytes[at..].IndexOf((byte)'\n');
        return end < 0 ? bytes.Length : at + end + 1;
    }

    private static byte[] Base64Bytes(ReadOnlySpan<byte> text)
    {
        var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length) + 3];
        // White space is skipped; what follows damage is lost, what precedes it is shown.
        Base64.DecodeFromUtf8(text, bytes, out _, out var written);
        return bytes[..written];
    }

    private static byte[] Unquote(ReadOnlySpan<byte> text, bool underscores)
    {
        var bytes = new List<byte>(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '=' && text[(i + 1)..].StartsWith("\r\n"u8))
            {
                i += 2;
            }
            else if (text[i] == '=' && text[(i + 1)..].StartsWith("\n"u8))
            {
                i++;
            }
            else if (text[i] == '=' && i + 2 < text.Length && char.IsAsciiHexDigit((char)text[i + 1]) && char.IsAsciiHexDigit((char)text[i + 2]))
            {
                bytes.AddRange(Convert.FromHexString(Encoding.ASCII.GetString(text.Slice(i + 1, 2))));
                i += 2;
            }
            else
            {
                bytes.Add(underscores && text[i] == '_' ? (byte)' ' : text[i]);
            }
        }

        return [.. bytes];
    }

    private static Encoding Charset(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return Encoding.Latin1;
        }
    }

    internal static string? Find(IReadOnlyList<KeyValuePair<string, string>> headers, string name) =>
        headers.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    internal static string? Parameter(string header, string name)
    {
        foreach (var piece in header.Split(';').Skip(1))
        {
            var equals = piece.IndexOf('=');
            if (equals > 0 && piece[..equals].Trim().Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return piece[(equals + 1)..].Trim().Trim('"');
            }
        }

        return null;
    }
}
