using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace StatusPage.Mail;

/// <summary>Writes one text part with the transfer encoding that suits it (RFC 2045 section 6).</summary>
internal static class BodyEncoder
{
    private const int QuotedLine = 75; // plus the '=' of a soft break: 76
    private const int Base64Line = 57; // 76 characters

    private static readonly SearchValues<byte> PlainBytes = SearchValues.Create([.. "\t\r\n"u8, .. Enumerable.Range(' ', '~' - ' ' + 1).Select(b => (byte)b)]);
    private static readonly SearchValues<byte> QuotedSafe =
        SearchValues.Create([(byte)'\t', .. Enumerable.Range(' ', '~' - ' ' + 1).Select(b => (byte)b).Where(b => b != '=')]);

    public static void WritePart(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> type, string body)
    {
        // Twice for a body of nothing but bare line feeds, and the CRLF that every body ends with.
        var length = Encoding.UTF8.GetMaxByteCount(body.Length);
        var rented = ArrayPool<byte>.Shared.Rent(length * 3);
        try
        {
            var raw = rented.AsSpan(0, Encoding.UTF8.GetBytes(body, rented));
            var lines = rented.AsSpan(length);
            lines = lines[..Normalize(raw, lines, out var longest)];
            var extra = raw.Length - body.Length;

            writer.Write("Content-Type: "u8);
            writer.Write(type);
            writer.Write("; charset=utf-8\r\nContent-Transfer-Encoding: "u8);
            if (extra == 0 && longest <= 78 && IsPlain(lines))
            {
                writer.Write("7bit\r\n\r\n"u8);
                writer.Write(lines);
            }
            else if (extra * 8 > lines.Length)
            {
                // Quoted-printable spends nine bytes on a Korean syllable, base64 four.
                writer.Write("base64\r\n\r\n"u8);
                WriteBase64(writer, lines);
            }
            else
            {
                writer.Write("quoted-printable\r\n\r\n"u8);
                WriteQuoted(writer, lines);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <summary>Every kind of line end becomes CRLF, and the last line has one.</summary>
    private static int Normalize(ReadOnlySpan<byte> raw, Span<byte> lines, out int longest)
    {
        longest = 0;
        var written = 0;
        while (!raw.IsEmpty)
        {
            var end = raw.IndexOfAny((byte)'\r', (byte)'\n');
            var line = end < 0 ? raw : raw[..end];
            longest = Math.Max(longest, line.Length);
            line.CopyTo(lines[written..]);
            written += line.Length;
            lines[written++] = (byte)'\r';
            lines[written++] = (byte)'\n';
            if (end < 0)
            {
                break;
            }

            raw = raw[(raw[end..].StartsWith("\r\n"u8) ? end + 2 : end + 1)..];
        }

        return written;
    }

    // A leading dot or "From " is changed by careless relays, and a text must not be able to hold the boundary.
    private static bool IsPlain(ReadOnlySpan<byte> lines) =>
        !lines.ContainsAnyExcept(PlainBytes)
        && !lines.StartsWith("."u8) && lines.IndexOf("\n."u8) < 0
        && !lines.StartsWith("From "u8) && lines.IndexOf("\nFrom "u8) < 0
        && lines.IndexOf("--=_"u8) < 0;

    private static void WriteBase64(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> content)
    {
        var output = writer.GetSpan((content.Length / Base64Line * 78) + 80);
        var total = 0;
        while (!content.IsEmpty)
        {
            var take = Math.Min(Base64Line, content.Length);
            Base64.EncodeToUtf8(content[..take], output[total..], out _, out var written);
            total += written;
            output[total++] = (byte)'\r';
            output[total++] = (byte)'\n';
            content = content[take..];
        }

        writer.Advance(total);
    }

    private static void WriteQuoted(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> content)
    {
        while (!content.IsEmpty)
        {
            var end = content.IndexOf("\r\n"u8);
            var output = writer.GetSpan((end * 3) + (end / 4) + 16);
            writer.Advance(WriteQuotedLine(content[..end], output));
            content = content[(end + 2)..];
        }
    }

    private static int WriteQuotedLine(ReadOnlySpan<byte> line, Span<byte> output)
    {
        var at = 0;
        var column = 0;
        while (true)
        {
            var run = line.IndexOfAnyExcept(QuotedSafe);
            run = run < 0 ? line.Length : run;
            // A blank at the line's end would be lost on the way.
            if (run > 0 && run == line.Length && line[^1] is (byte)' ' or (byte)'\t')
            {
                run--;
            }

            CopyRun(line[..run], output, ref at, ref column);
            line = line[run..];
            if (line.IsEmpty)
            {
                break;
            }

            WriteOctet(line[0], output, ref at, ref column);
            line = line[1..];
        }

        "\r\n"u8.CopyTo(output[at..]);
        return at + 2;
    }

    private static void CopyRun(ReadOnlySpan<byte> run, Span<byte> output, ref int at, ref int column)
    {
        while (!run.IsEmpty)
        {
            if (column == QuotedLine)
            {
                SoftBreak(output, ref at, ref column);
            }

            if (column == 0 && (run[0] == '.' || run.StartsWith("From "u8)))
            {
                WriteOctet(run[0], output, ref at, ref column);
                run = run[1..];
            }

            var take = Math.Min(run.Length, QuotedLine - column);
            run[..take].CopyTo(output[at..]);
            at += take;
            column += take;
            run = run[take..];
        }
    }

    private static void WriteOctet(byte octet, Span<byte> output, ref int at, ref int column)
    {
        if (column + 3 > QuotedLine)
        {
            SoftBreak(output, ref at, ref column);
        }

        output[at] = (byte)'=';
        output[at + 1] = Hex(octet >> 4);
        output[at + 2] = Hex(octet & 15);
        at += 3;
        column += 3;
    }

    private static void SoftBreak(Span<byte> output, ref int at, ref int column)
    {
        "=\r\n"u8.CopyTo(output[at..]);
        at += 3;
        column = 0;
    }

    private static byte Hex(int digit) => (byte)(digit < 10 ? '0' + digit : 'A' + digit - 10);
}
