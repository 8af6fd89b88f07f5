using System.Text;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

public class MailComposerTests
{
    private static string Compose(MailMessage message) => Encoding.ASCII.GetString(MailComposer.Compose(message).Span);

    private static string[] Lines(MailMessage message) => Compose(message).Split("\r\n");

    public static TheoryData<string, string> Injections()
    {
        string[] fields = ["FromAddress", "FromName", "ToAddress", "ToName", "ReplyTo", "ReplyToName", "Subject", "MessageId", "References", "ListId", "ListUnsubscribe", "FeedbackId", "ExtraName", "ExtraValue", "ReturnPath"];
        var data = new TheoryData<string, string>();
        foreach (var field in fields)
        {
            foreach (var bad in new[] { "\r\nBcc: victim@example.org", "\nX: y", "\rX: y", "\0" })
            {
                data.Add(field, bad);
            }
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Injections))]
    public void A_line_break_or_NUL_in_any_header_is_refused_by_name(string field, string bad)
    {
        var good = Messages.Outage();
        var message = field switch
        {
            "FromAddress" => good with { From = new Mailbox("a@example.com" + bad) },
            "FromName" => good with { From = new Mailbox("a@example.com", "장애 Name" + bad) },
            "ToAddress" => good with { To = new Mailbox("a" + bad + "@example.com") },
            "ToName" => good with { To = new Mailbox("a@example.com", bad + "Name") },
            "ReplyTo" => good with { ReplyTo = new Mailbox("a@example.com" + bad) },
            "ReplyToName" => good with { ReplyTo = new Mailbox("a@example.com", bad) },
            "Subject" => good with { Subject = "Login is down" + bad },
            "MessageId" => good with { MessageId = "a@b" + bad },
            "References" => good with { References = ["ok@example.com", "a@b" + bad] },
            "ListId" => good with { ListId = "a.example.com" + bad },
            "ListUnsubscribe" => good with { ListUnsubscribe = "https://example.com/" + bad },
            "FeedbackId" => good with { FeedbackId = "a:b" + bad },
            "ExtraName" => good with { ExtraHeaders = [new("X-Name" + bad, "value")] },
            "ExtraValue" => good with { ExtraHeaders = [new("X-Name", "value" + bad)] },
            _ => good with { ReturnPath = "a@example.com" + bad },
        };
        var mailer = new Mailer(new PickupTransport("", TimeProvider.System), new MailSettings { From = good.From, PickupDirectory = "" });

        var error = Assert.Throws<MailFormatException>(() => mailer.Compose(message));

        var named = field switch
        {
            "FromAddress" or "FromName" => "From",
            "ToAddress" or "ToName" => "To",
            "ReplyTo" or "ReplyToName" => "Reply-To",
            "ExtraName" => "ExtraHeaders",
            "ExtraValue" => "X-Name",
            _ => field,
        };
        Assert.Equal(named, error.Field);
        Assert.StartsWith(named + ": ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Subject")]
    [InlineData("content-type")]
    [InlineData("Bcc")]
    [InlineData("X y")]
    [InlineData("X:")]
    [InlineData("")]
    public void An_extra_header_cannot_take_the_place_of_a_field(string name) =>
        Assert.Throws<MailFormatException>(() => MailComposer.Compose(Messages.Outage() with { ExtraHeaders = [new(name, "x")] }));

    [Theory]
    [InlineData("no at")]
    [InlineData("two@@example.com")]
    [InlineData("a b@example.com")]
    [InlineData("a@b@example.com")]
    [InlineData("<a@example.com>")]
    [InlineData("a@example.com, b@example.com")]
    [InlineData(".a@example.com")]
    [InlineData("a..b@example.com")]
    [InlineData("a@-example.com")]
    [InlineData("a@example..com")]
    [InlineData("a@")]
    [InlineData("@example.com")]
    [InlineData("a\u202E@example.com")]
    public void What_is_no_address_is_refused(string address)
    {
        Assert.False(MailAddress.TryNormalize(address, out _));
        Assert.Throws<MailFormatException>(() => MailComposer.Compose(Messages.Outage() with { To = new Mailbox(address) }));
    }

    [Theory]
    [InlineData("A.b+tag@Example.COM", "A.b+tag@example.com")]
    [InlineData("reader@bücher.example", "reader@xn--bcher-kva.example")]
    [InlineData("홍길동@example.com", "홍길동@example.com")]
    [InlineData("o'neil@localhost", "o'neil@localhost")]
    public void An_address_is_brought_into_its_form_on_the_wire(string text, string expected)
    {
        Assert.True(MailAddress.TryNormalize(text, out var address));
        Assert.Equal(expected, address);
    }

    [Fact]
    public void The_fields_a_status_mail_needs_are_there()
    {
        var lines = Lines(Messages.Outage());

        Assert.Contains("From: Example Status <status@example.com>", lines);
        Assert.Contains("To: reader@example.org", lines);
        Assert.Contains("Subject: [Investigating] Login is down", lines);
        Assert.Contains("Date: Thu, 15 Oct 2026 15:33:00 +0900", lines);
        Assert.Contains("Message-ID: <d1.n1@status.example.com>", lines);
        Assert.Contains("In-Reply-To: <incident1@status.example.com>", lines);
        Assert.Contains("References: <incident1@status.example.com>", lines);
        Assert.Contains("List-Id: <updates.status.example.com>", lines);
        Assert.Contains("List-Unsubscribe: <https://status.example.com/unsubscribe/abc>", lines);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", lines);
        Assert.Contains("Auto-Submitted: auto-generated", lines);
        Assert.Contains("Feedback-ID: outage:status:example", lines);
        Assert.Contains("MIME-Version: 1.0", lines);
    }

    [Fact]
    public void A_resend_is_byte_for_byte_the_same()
    {
        using var signer = new DkimSigner(System.Security.Cryptography.RSA.Create(2048).ExportRSAPrivateKeyPem(), "example.com", "status");
        var message = Messages.Outage() with { Subject = "[조사 중] 로그인 장애", Html = "<p>지금은 로그인할 수 없습니다</p>" };

        Assert.Equal(MailComposer.Compose(message, signer).ToArray(), MailComposer.Compose(message, signer).ToArray());
        Assert.NotEqual(MailComposer.Compose(message).ToArray(), MailComposer.Compose(message with { MessageId = "other@example.com" }).ToArray());
    }

    [Theory]
    [InlineData("plain text\n", "7bit")]
    [InlineData("a line that is far too long to be left as it stands because some servers cut at seventy-eight characters\n", "quoted-printable")]
    [InlineData("one é among many plain letters, none of them of any interest to the test", "quoted-printable")]
    [InlineData("지금은 로그인할 수 없습니다\n", "base64")]
    [InlineData(".dot\n", "quoted-printable")]
    [InlineData("From here\n", "quoted-printable")]
    [InlineData("--=_not a boundary\n", "quoted-printable")]
    [InlineData("bell\a\n", "quoted-printable")]
    public void The_transfer_encoding_suits_the_content(string text, string encoding)
    {
        var message = Messages.Outage() with { Text = text, Html = null };

        Assert.Contains($"Content-Transfer-Encoding: {encoding}", Lines(message));
    }

    [Fact]
    public void No_line_is_too_long_whatever_is_written()
    {
        var words = string.Join(' ', Enumerable.Repeat("word", 400));
        var message = Messages.Outage() with
        {
            From = new Mailbox(new string('a', 64) + "@" + string.Join('.', Enumerable.Repeat(new string('b', 60), 4)), words),
            To = new Mailbox("reader@example.org", string.Concat(Enumerable.Repeat("\"quoted\\\" ", 40))),
            Subject = string.Concat(Enumerable.Repeat("로그인 장애 ", 300)) + new string('x', 3000),
            Text = new string('y', 10_000) + "\n" + words,
            Html = string.Concat(Enumerable.Repeat("<p>서비스</p>", 2000)),
            References = [.. Enumerable.Range(0, 50).Select(i => $"incident{i}@status.example.com")],
            ListUnsubscribe = "https://status.example.com/" + new string('u', 700),
            ExtraHeaders = [new("X-Long", new string('z', 5000)), new("X-Words", words)],
        };

        var lines = Lines(message);

        Assert.All(lines, line => Assert.InRange(line.Length, 0, 998));
        Assert.All(lines, line => Assert.False(line.Length > 78 && !line.Contains('<'), line));
    }

    [Theory]
    [InlineData("ListUnsubscribe", "ftp://example.com/")]
    [InlineData("ListUnsubscribe", "https://example.com/a b")]
    [InlineData("ListUnsubscribe", "https://example.com/>")]
    [InlineData("ListId", "")]
    [InlineData("MessageId", "no-at")]
    [InlineData("MessageId", "<a@b>")]
    public void A_field_that_breaks_its_grammar_is_refused_by_name(string field, string value)
    {
        var good = Messages.Outage();
        var message = field switch
        {
            "ListUnsubscribe" => good with { ListUnsubscribe = value },
            "ListId" => good with { ListId = value },
            _ => good with { MessageId = value },
        };

        Assert.Equal(field, Assert.Throws<MailFormatException>(() => MailComposer.Compose(message)).Field);
    }
}
