using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace StatusPage.Mail;

/// <summary>Commands and content as they stand on the wire.</summary>
internal static class SmtpCommands
{
    private static readonly SearchValues<char> NotInPath = SearchValues.Create("\r\n\0<> ");

    public static bool IsPath(string address) => !address.AsSpan().ContainsAny(NotInPath);

    public static void Write(ArrayBufferWriter<byte> output, string command)
    {
        output.Advance(Encoding.ASCII.GetBytes(command, output.GetSpan(command.Length)));
        output.Write("\r\n"u8);
    }

    /// <summary>With the parameters of RFC 1870 (a size of 0 is not told), RFC 6152 and RFC 6531.</summary>
    public static void WriteMail(ArrayBufferWriter<byte> output, string from, int size, bool eightBit, bool utf8)
    {
        output.Write("MAIL FROM:<"u8);
        WritePath(output, from);
        output.Write(">"u8);
        if (size > 0)
        {
            output.Write(" SIZE="u8);
            Utf8Formatter.TryFormat(size, output.GetSpan(12), out var written);
            output.Advance(written);
        }

        output.Write(eightBit ? " BODY=8BITMIME"u8 : default);
        output.Write(utf8 ? " SMTPUTF8\r\n"u8 : "\r\n"u8);
    }

    public static void WriteRecipient(ArrayBufferWriter<byte> output, string to)
    {
        output.Write("RCPT TO:<"u8);
        WritePath(output, to);
        output.Write(">\r\n"u8);
    }

    /// <summary>RFC 5321 section 4.5.2: a dot that begins a line is doubled; a lone one ends the content.</summary>
    public static void WriteContent(ArrayBufferWriter<byte> output, ReadOnlySpan<byte> content)
    {
        if (content.StartsWith("."u8))
        {
            output.Write("."u8);
        }

        while (content.IndexOf("\n."u8) is >= 0 and var at)
        {
            output.Write(content[..(at + 2)]);
            output.Write("."u8);
            content = content[(at + 2)..];
        }

        output.Write(content);
        output.Write(content.EndsWith("\r\n"u8) ? ".\r\n"u8 : "\r\n.\r\n"u8);
    }

    private static void WritePath(ArrayBufferWriter<byte> output, string address) =>
        output.Advance(Encoding.UTF8.GetBytes(address, output.GetSpan(Encoding.UTF8.GetMaxByteCount(address.Length))));
}
