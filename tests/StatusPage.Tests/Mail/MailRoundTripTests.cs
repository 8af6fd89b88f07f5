using System.Buffers.Binary;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

/// <summary>Composing and then parsing gives back what was written: by our own reader for many messages, by Python's for a batch.</summary>
public class MailRoundTripTests
{
    private static readonly string[] Pieces =
    [
        "Login", " is", " down", "로그인", " 장애", "é", "🔥", "👩‍👩‍👧", "=", "=?utf-8?B?", "?=", "_", "\"", "\\", "(", ")", ",", "<b>", ";", ":",
        " ", "  ", "\t", ".", "From ", "x@y", new('w', 90), new('가', 70), "--=_", "&amp;", "\u00a0", "\u2028", "ﷺ", "e\u0301",
    ];

    private static readonly Gen<string> Line = Gen.Elements(Pieces).ListOf().Select(pieces => string.Concat(pieces.Take(30)));

    private static readonly Gen<string> Body =
        Gen.Zip(Line, Gen.Elements("\n", "\r\n", "\n\n", "", "\n.\n", "\n..dots\n", "\r")).ListOf().Select(lines => string.Concat(lines.Take(12).Select(pair => pair.Item1 + pair.Item2)));

    private static readonly Gen<MailMessage> AnyMessage =
        from subject in Line
        from name in Line
        from text in Body
        from html in Body
        from multipart in Gen.Elements(true, true, false)
        from number in Gen.Choose(0, int.MaxValue)
        select Messages.Outage($"u{number}@example.org") with
        {
            Subject = subject,
            From = new Mailbox("status@example.com", name),
            Text = text,
            Html = multipart ? html : null,
            MessageId = $"d{number}@status.example.com",
        };

    /// <summary>What a body becomes on the way: CRLF line ends, and one after the last line.</summary>
    private static string OnTheWire(string body)
    {
        var lines = Lf(body);
        return lines.Length == 0 || lines.EndsWith('\n') ? lines : lines + "\n";
    }

    // ReplaceLineEndings would take U+2028 too, which is a character like any other in mail.
    private static string Lf(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');

    // Python makes any run of blanks in a header one space.
    private static string Blanks(string text) => string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    [Fact]
    public void Composing_then_reading_gives_back_what_was_written() => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300),
        Prop.ForAll(AnyMessage.ToArbitrary(), message =>
        {
            var bytes = MailComposer.Compose(message).ToArray();
            var read = MimeReader.Read(bytes);
            string Header(string name) => read.Headers.Single(header => header.Key == name).Value;

            Assert.True(Ascii.IsValid(bytes));
            Assert.All(Encoding.ASCII.GetString(bytes).Split("\r\n"), line => Assert.True(line.Length <= 78 && !line.Contains('\n') && !line.Contains('\r')));
            Assert.Equal(message.Subject, read.Headers.Single(header => header.Key == "Subject").Value);
            Assert.EndsWith("status@example.com", Header("From").TrimEnd('>'), StringComparison.Ordinal);
            Assert.Equal(OnTheWire(message.Text), Lf(read.Text!));
            Assert.Equal(message.Html is null ? null : OnTheWire(message.Html), read.Html is null ? null : Lf(read.Html));
        }));

    [Fact]
    public async Task An_independent_parser_reads_what_was_written()
    {
        Assert.SkipUnless(Python is not null || Environment.GetEnvironmentVariable("CI") == "true", "python3 is not installed");
        var messages = AnyMessage.Sample(150).Append(Messages.Outage()).ToList();

        var parsed = await ParseAsync(messages.Select(message => MailComposer.Compose(message)));

        Assert.Equal(messages.Count, parsed.Count);
        foreach (var (message, read) in messages.Zip(parsed))
        {
            Assert.Empty(read.GetProperty("defects").EnumerateArray().Select(defect => defect.GetString()));
            Assert.Equal(Blanks(message.Subject), Blanks(Header(read, "Subject")!));
            Assert.Equal(Blanks(message.From.Name!), Blanks(read.GetProperty("from")[0].GetString()!));
            Assert.Equal("status@example.com", read.GetProperty("from")[1].GetString());
            Assert.Equal(message.To.Address, read.GetProperty("to")[1].GetString());
            Assert.Equal(OnTheWire(message.Text), Lf(read.GetProperty("text").GetString()!));
            Assert.Equal(message.Html is null ? null : OnTheWire(message.Html), read.GetProperty("html").GetString() is { } html ? Lf(html) : null);
            Assert.Equal(message.Html is null ? "text/plain" : "multipart/alternative text/plain text/html",
                string.Join(' ', read.GetProperty("types").EnumerateArray().Select(type => type.GetString())));
            Assert.Equal($"<{message.MessageId}>", Header(read, "Message-ID"));
            Assert.Equal("Thu, 15 Oct 2026 15:33:00 +0900", Header(read, "Date"));
            Assert.Equal("List-Unsubscribe=One-Click", Header(read, "List-Unsubscribe-Post"));
        }
    }

    private static string? Header(JsonElement read, string name) =>
        read.GetProperty("headers").EnumerateArray().Single(pair => pair[0].GetString() == name)[1].GetString();

    private static string? Python => new[] { "/usr/bin/python3", "/usr/local/bin/python3" }.FirstOrDefault(File.Exists);

    private static async Task<List<JsonElement>> ParseAsync(IEnumerable<ReadOnlyMemory<byte>> messages, [CallerFilePath] string here = "")
    {
        var start = new ProcessStartInfo(Python!, [Path.Combine(Path.GetDirectoryName(here)!, "parse_mail.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var python = Process.Start(start)!;
        var output = python.StandardOutput.ReadToEndAsync();
        var input = python.StandardInput.BaseStream;
        var prefix = new byte[4];
        foreach (var message in messages)
        {
            BinaryPrimitives.WriteInt32BigEndian(prefix, message.Length);
            await input.WriteAsync(prefix);
            await input.WriteAsync(message);
        }

        python.StandardInput.Close();
        var lines = (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await python.WaitForExitAsync();
        Assert.Equal(0, python.ExitCode);
        return [.. lines.Select(line => JsonDocument.Parse(line).RootElement)];
    }
}
