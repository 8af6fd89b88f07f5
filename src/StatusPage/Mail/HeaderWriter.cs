using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;

namespace StatusPage.Mail;

/// <summary>Header fields on the wire: folded at 78 (RFC 5322 section 2.1.1), other than ASCII as encoded words (RFC 2047).</summary>
internal readonly struct HeaderWriter(ArrayBufferWriter<byte> writer)
{
    private const int Column = 78;
    private const int EncodedLine = 76;
    private const int EncodedOverhead = 12; // =?utf-8?B? and ?=

    // No field that cannot be folded may reach the hard limit of 998 with its name.
    private const int LongestToken = 900;

    private static readonly SearchValues<char> Breaks = SearchValues.Create("\r\n\0");
    private static readonly SearchValues<char> Printable = SearchValues.Create(Range(' ', '~'));
    private static readonly SearchValues<char> Visible = SearchValues.Create(Range('!', '~'));
    private static readonly SearchValues<char> Phrase =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789!#$%&'*+-/=?^_`{|}~ ");

    public static bool IsName(string name) =>
        name.Length is > 0 and <= 60 && !name.AsSpan().ContainsAnyExcept(Visible) && !name.Contains(':');

    public void Raw(ReadOnlySpan<byte> bytes) => writer.Write(bytes);

    public void Unstructured(string name, string value)
    {
        Refuse(name, value);
        var column = Name(name);
        if (NeedsEncoding(value))
        {
            EncodedWords(value, ref column);
        }
        else
        {
            Folded(value, ref column);
        }

        writer.Write("\r\n"u8);
    }

    public void Address(string name, Mailbox mailbox)
    {
        Refuse(name, mailbox.Address);
        Refuse(name, mailbox.Name ?? "");
        var address = MailAddress.ForEnvelope(name, mailbox.Address);
        var column = Name(name);
        var display = mailbox.Name.AsSpan().Trim();
        if (display.IsEmpty)
        {
            Utf8(address);
            writer.Write("\r\n"u8);
            return;
        }

        if (display.ContainsAnyExcept(Printable) || display.Contains("=?", StringComparison.Ordinal) || display.Length > 60)
        {
            EncodedWords(display, ref column);
        }
        else if (display.ContainsAnyExcept(Phrase))
        {
            Quoted(display, ref column);
        }
        else
        {
            Utf8(display);
            column += display.Length;
        }

        writer.Write(column + address.Length + 3 > Column ? "\r\n <"u8 : " <"u8);
        Utf8(address);
        writer.Write(">\r\n"u8);
    }

    public void MessageIds(string name, string field, IReadOnlyList<string> ids)
    {
        var column = Name(name);
        for (var i = 0; i < ids.Count; i++)
        {
            var id = ids[i];
            if (id.AsSpan().ContainsAnyExcept(Visible) || id.AsSpan().ContainsAny('<', '>') || id.IndexOf('@') <= 0 || id.Length > LongestToken)
            {
                throw new MailFormatException(field, "is not a message id of the form local@domain, without brackets");
            }

            if (i > 0)
            {
                writer.Write(column + id.Length + 3 > Column ? "\r\n "u8 : " "u8);
                column = column + id.Length + 3 > Column ? 1 : column + 1;
            }

            writer.Write("<"u8);
            Utf8(id);
            writer.Write(">"u8);
            column += id.Length + 2;
        }

        writer.Write("\r\n"u8);
    }

    public void Bracketed(string name, string field, string value)
    {
        RefuseToken(field, value);
        if (value.AsSpan().ContainsAny('<', '>'))
        {
            throw new MailFormatException(field, "has an angle bracket");
        }

        var column = Name(name);
        writer.Write(column + value.Length + 2 > Column ? "\r\n <"u8 : "<"u8);
        Utf8(value);
        writer.Write(">\r\n"u8);
    }

    public void Token(string name, string field, string value)
    {
        RefuseToken(field, value);
        Name(name);
        Utf8(value);
        writer.Write("\r\n"u8);
    }

    public void Date(string name, DateTimeOffset date)
    {
        Name(name);
        var span = writer.GetSpan(40);
        date.TryFormat(span, out var written, "ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture);
        writer.Advance(written);
        var minutes = (int)date.Offset.TotalMinutes;
        span = writer.GetSpan(8);
        span[0] = minutes < 0 ? (byte)'-' : (byte)'+';
        var zone = (Math.Abs(minutes) / 60 * 100) + (Math.Abs(minutes) % 60);
        Utf8Formatter.TryFormat(zone, span[1..], out _, new StandardFormat('D', 4));
        "\r\n"u8.CopyTo(span[5..]);
        writer.Advance(7);
    }

    private int Name(string name)
    {
        Utf8(name);
        writer.Write(": "u8);
        return name.Length + 2;
    }

    private void Utf8(ReadOnlySpan<char> text)
    {
        var span = writer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length));
        writer.Advance(Encoding.UTF8.GetBytes(text, span));
    }

    private void Quoted(ReadOnlySpan<char> display, ref int column)
    {
        var span = writer.GetSpan((display.Length * 2) + 2);
        var at = 0;
        span[at++] = (byte)'"';
        foreach (var character in display)
        {
            if (character is '"' or '\\')
            {
                span[at++] = (byte)'\\';
            }

            span[at++] = (byte)character;
        }

        span[at++] = (byte)'"';
        writer.Advance(at);
        column += at;
    }

    private void Folded(ReadOnlySpan<char> value, ref int column)
    {
        while (!value.IsEmpty)
        {
            // A piece is a word with the blanks before it; the line breaks in front of those blanks.
            var start = value.IndexOfAnyExcept(' ');
            var end = value[start..].IndexOf(' ');
            var piece = end < 0 ? value : value[..(start + end)];
            if (column + piece.Length > Column && start > 0)
            {
                writer.Write("\r\n"u8);
                column = 0;
            }

            Utf8(piece);
            column += piece.Length;
            value = value[piece.Length..];
        }
    }

    private void EncodedWords(ReadOnlySpan<char> value, ref int column)
    {
        Span<byte> bytes = stackalloc byte[48];
        while (!value.IsEmpty)
        {
            var room = Math.Min((EncodedLine - column - EncodedOverhead) / 4 * 3, 45);
            var used = 0;
            var count = 0;
            while (count < value.Length)
            {
                // A word holds whole characters (RFC 2047 section 5).
                _ = Rune.DecodeFromUtf16(value[count..], out var rune, out var consumed);
                if (used + rune.Utf8SequenceLength > room)
                {
                    break;
                }

                used += rune.EncodeToUtf8(bytes[used..]);
                count += consumed;
            }

            if (count > 0)
            {
                writer.Write("=?utf-8?B?"u8);
                Base64.EncodeToUtf8(bytes[..used], writer.GetSpan(64), out _, out var written);
                writer.Advance(written);
                writer.Write("?="u8);
                column += written + EncodedOverhead;
                value = value[count..];
            }

            if (!value.IsEmpty)
            {
                writer.Write("\r\n "u8);
                column = 1;
            }
        }
    }

    private static bool NeedsEncoding(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
        {
            return false;
        }

        if (value.ContainsAnyExcept(Printable) || value.Contains("=?", StringComparison.Ordinal) || value[0] == ' ' || value[^1] == ' ')
        {
            return true;
        }

        // A piece that no fold can shorten goes out as encoded words, which can be cut anywhere.
        var length = 0;
        foreach (var character in value)
        {
            length = character == ' ' ? 0 : length + 1;
            if (length >= Column - 14)
            {
                return true;
            }
        }

        return value.Contains("            ", StringComparison.Ordinal);
    }

    private static void Refuse(string field, ReadOnlySpan<char> value)
    {
        if (value.ContainsAny(Breaks))
        {
            throw new MailFormatException(field, "has a line break or NUL in it");
        }
    }

    private static void RefuseToken(string field, ReadOnlySpan<char> value)
    {
        Refuse(field, value);
        if (value.IsEmpty || value.Length > LongestToken || value.ContainsAnyExcept(Visible))
        {
            throw new MailFormatException(field, $"must be 1 to {LongestToken} visible ASCII characters");
        }
    }

    private static string Range(char first, char last) =>
        string.Create(last - first + 1, first, static (span, start) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)(start + i);
            }
        });
}
