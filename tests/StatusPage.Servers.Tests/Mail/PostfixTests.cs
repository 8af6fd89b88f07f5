using System.Security.Cryptography;
using System.Text;
using StatusPage.Mail;

namespace StatusPage.Servers.Tests.Mail;

public sealed class PostfixTests(PostfixServer postfix) : IClassFixture<PostfixServer>
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static MailEnvelope Envelope(string to) => new("bounces@example.com", to, MailComposer.Compose(DkimTests.Outage(to)));

    [Fact]
    public async Task An_outage_mail_goes_through_STARTTLS_and_AUTH_into_a_real_mailbox_and_its_signature_holds()
    {
        postfix.Require();
        DkimVerifier.Require();
        using var key = RSA.Create(2048);
        using var signer = new DkimSigner(key.ExportPkcs8PrivateKeyPem(), "example.com", "status");
        await using var verifier = new DkimVerifier(signer.DnsRecord);
        await using var transport = new SmtpTransport(postfix.Options, TimeProvider.System);
        var mailer = new Mailer(transport, new MailSettings { From = new Mailbox("status@example.com"), PickupDirectory = "" }, signer);
        var message = DkimTests.Outage() with { ReturnPath = "bounces@example.com" };

        var result = Assert.IsType<MailResult.Accepted>(await mailer.SendAsync(message, None));

        Assert.Contains("queued as", result.Text, StringComparison.Ordinal);
        await Tool.UntilAsync(() => postfix.Mailbox("reader").Length == 1, "the mail is in the mailbox");
        var delivered = await File.ReadAllTextAsync(postfix.Mailbox("reader")[0]);
        Assert.StartsWith("Return-Path: <bounces@example.com>\n", delivered, StringComparison.Ordinal);
        Assert.Contains("with ESMTPSA", delivered, StringComparison.Ordinal);
        var sent = Encoding.ASCII.GetString(mailer.Compose(message).Content.Span).Replace("\r\n", "\n", StringComparison.Ordinal);
        Assert.EndsWith(sent, delivered, StringComparison.Ordinal);
        Assert.Null(await verifier.VerifyAsync(Encoding.UTF8.GetBytes(delivered.Replace("\n", "\r\n", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task An_unknown_reader_is_refused_alone()
    {
        postfix.Require();
        await using var transport = new SmtpTransport(postfix.Options with { Connections = 1 }, TimeProvider.System);

        var refused = Assert.IsType<MailResult.Refused>(await transport.SendAsync(Envelope("gone@example.org"), None));

        Assert.Equal((550, "5.1.1"), (refused.Code, refused.Enhanced));
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Envelope("many@example.org"), None));
    }

    [Fact]
    public async Task Hundreds_of_mails_over_four_connections_arrive_once_each()
    {
        postfix.Require();
        await using var transport = new SmtpTransport(postfix.Options with { Connections = 4 }, TimeProvider.System);
        var before = postfix.Mailbox("many").Length;

        var results = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => transport.SendAsync(Envelope("many@example.org"), None)));

        Assert.All(results, result => Assert.IsType<MailResult.Accepted>(result));
        await Tool.UntilAsync(() => postfix.Mailbox("many").Length >= before + 200, "all are in the mailbox");
    }

    [Fact]
    public async Task A_connection_Postfix_closed_while_idle_is_replaced_unnoticed()
    {
        postfix.Require();
        await using var transport = new SmtpTransport(postfix.Options with { Connections = 1 }, TimeProvider.System);
        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Envelope("many@example.org"), None));
        var timeouts = postfix.Log.Count(line => line.Contains("timeout after", StringComparison.Ordinal));
        await Tool.UntilAsync(() => postfix.Log.Count(line => line.Contains("timeout after", StringComparison.Ordinal)) > timeouts, "Postfix gives up the idle connection");

        Assert.IsType<MailResult.Accepted>(await transport.SendAsync(Envelope("many@example.org"), None));
    }

    [Fact]
    public async Task What_is_over_its_SIZE_is_refused_before_it_is_sent()
    {
        postfix.Require();
        await using var transport = new SmtpTransport(postfix.Options, TimeProvider.System);
        var large = DkimTests.Outage() with { Text = string.Concat(Enumerable.Repeat("a line\n", PostfixServer.SizeLimit / 6)) };

        var refused = Assert.IsType<MailResult.Refused>(await transport.SendAsync(new("a@example.com", "many@example.org", MailComposer.Compose(large)), None));

        Assert.Equal("5.3.4", refused.Enhanced);
    }

    [Fact]
    public async Task A_wrong_password_or_missing_encryption_is_the_servers_matter()
    {
        postfix.Require();
        await using var wrong = new SmtpTransport(postfix.Options with { Password = "wrong" }, TimeProvider.System);
        await using var clear = new SmtpTransport(postfix.Options with { Security = SmtpSecurity.None, User = null }, TimeProvider.System);
        await using var distrustful = new SmtpTransport(postfix.Options with { TrustedRoots = null }, TimeProvider.System);

        Assert.Contains("535", Assert.IsType<MailResult.ServerUnavailable>(await wrong.SendAsync(Envelope("many@example.org"), None)).Reason, StringComparison.Ordinal);
        Assert.Contains("STARTTLS", Assert.IsType<MailResult.ServerUnavailable>(await clear.SendAsync(Envelope("many@example.org"), None)).Reason, StringComparison.Ordinal);
        Assert.Contains("certificate", Assert.IsType<MailResult.ServerUnavailable>(await distrustful.SendAsync(Envelope("many@example.org"), None)).Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_settings_check_shows_the_conversation_with_Postfix()
    {
        postfix.Require();

        var check = await SmtpProbe.SendTestAsync(postfix.Options, Envelope("many@example.org"), TimeProvider.System, None);

        Assert.IsType<MailResult.Accepted>(check.Result);
        Assert.Contains(check.Conversation, line => line is { FromServer: true } && line.Text.StartsWith("235 2.7.0", StringComparison.Ordinal));
        Assert.DoesNotContain(check.Conversation, line => line.Text.Contains(PostfixServer.Password, StringComparison.Ordinal));
    }
}
