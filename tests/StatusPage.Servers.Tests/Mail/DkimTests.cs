using System.Security.Cryptography;
using System.Text;
using StatusPage.Mail;

namespace StatusPage.Servers.Tests.Mail;

public sealed class DkimTests
{
    internal static MailMessage Outage(string to = "reader@example.org") => new()
    {
        From = new Mailbox("status@example.com", "상태 페이지"),
        To = new Mailbox(to),
        Subject = "[조사 중] 로그인 장애: 지금은 로그인할 수 없습니다",
        Text = "지금은 로그인할 수 없습니다.\n이미 열린 대화는 계속됩니다.\n",
        Html = "<p>지금은 로그인할 수 없습니다.</p>",
        MessageId = $"outage.{to.Replace('@', '.')}@status.example.com",
        Date = TimeProvider.System.GetUtcNow(),
        References = ["incident1@status.example.com"],
        ListId = "updates.status.example.com",
        ListUnsubscribe = "https://status.example.com/unsubscribe/abc",
        FeedbackId = "outage:status:example",
    };

    private static MailMessage[] Various()
    {
        var korean = Outage();
        return
        [
            korean,
            korean with { Subject = "Login is down", Text = "Plain.\n\n\n", Html = null, ListUnsubscribe = null, References = [] },
            korean with { Subject = "", Text = "", Html = null },
            korean with { Text = "Blanks  at   ends  \n\tand tabs\t\n.dot\nFrom here\n", Html = "<p>" + new string('x', 3000) + "</p>  " },
            korean with { Subject = string.Concat(Enumerable.Repeat("두  칸 ", 100)), ExtraHeaders = [new("X-More", "a   b")] },
            korean with { References = [.. Enumerable.Range(0, 20).Select(i => $"incident{i}@status.example.com")] },
        ];
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Opendkim_verifies_what_was_signed(bool pkcs1)
    {
        DkimVerifier.Require();
        using var key = RSA.Create(2048);
        using var signer = new DkimSigner(pkcs1 ? key.ExportRSAPrivateKeyPem() : key.ExportPkcs8PrivateKeyPem(), "example.com", "status");
        await using var verifier = new DkimVerifier(signer.DnsRecord);

        foreach (var message in Various())
        {
            Assert.Null(await verifier.VerifyAsync(MailComposer.Compose(message, signer)));
        }

        Assert.True(verifier.Asked >= Various().Length);
    }

    [Theory]
    [InlineData("unsubscribe/abc", "unsubscribe/evil")]
    [InlineData("List-Unsubscribe=One-Click", "List-Unsubscribe=No-Click")]
    [InlineData("Auto-Submitted: auto-generated", "Auto-Submitted: auto-replied")]
    [InlineData("MIME-Version: 1.0\r\n", "MIME-Version: 1.0\r\nSubject: another\r\n")]
    [InlineData("To: reader", "To: somebody")]
    [InlineData("7KeA", "7KeB")]
    public async Task Opendkim_notices_a_change_on_the_way(string was, string becomes)
    {
        DkimVerifier.Require();
        using var key = RSA.Create(2048);
        using var signer = new DkimSigner(key.ExportPkcs8PrivateKeyPem(), "example.com", "status");
        await using var verifier = new DkimVerifier(signer.DnsRecord);
        var good = Encoding.ASCII.GetString(MailComposer.Compose(Outage(), signer).Span);
        Assert.Contains(was, good, StringComparison.Ordinal);

        Assert.NotNull(await verifier.VerifyAsync(Encoding.ASCII.GetBytes(good.Replace(was, becomes, StringComparison.Ordinal))));
    }
}
