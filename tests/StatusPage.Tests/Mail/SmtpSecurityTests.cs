using System.Security.Cryptography.X509Certificates;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

public sealed class SmtpSecurityTests : IDisposable
{
    private readonly X509Certificate2 certificate = Messages.Certificate();

    public void Dispose() => certificate.Dispose();

    private SmtpOptions To(SmtpSink sink, SmtpSecurity security) => new()
    {
        Host = "localhost",
        Port = sink.Port,
        Security = security,
        TrustedRoots = [certificate],
    };

    private static async Task<MailResult> Send(SmtpOptions options)
    {
        await using var transport = new SmtpTransport(options, TimeProvider.System);
        return await transport.SendAsync(Messages.Envelope(), CancellationToken.None);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls, "PLAIN LOGIN")]
    [InlineData(SmtpSecurity.StartTls, "LOGIN")]
    [InlineData(SmtpSecurity.Tls, "LOGIN PLAIN")]
    [InlineData(SmtpSecurity.None, "PLAIN")]
    public async Task Mail_goes_out_encrypted_and_authenticated(object security, string mechanisms)
    {
        var kind = (SmtpSecurity)security;
        await using var sink = new SmtpSink(new SinkOptions
        {
            Certificate = kind == SmtpSecurity.None ? null : certificate,
            ImplicitTls = kind == SmtpSecurity.Tls,
            Login = "status:비밀 pass",
            Mechanisms = mechanisms,
        });

        Assert.IsType<MailResult.Accepted>(await Send(To(sink, kind) with { User = "status", Password = "비밀 pass" }));
        Assert.Single(sink.Messages);
        Assert.Equal(kind == SmtpSecurity.StartTls, sink.Commands.Contains("STARTTLS"));
    }

    [Fact]
    public async Task Without_STARTTLS_on_offer_neither_password_nor_mail_is_sent()
    {
        await using var sink = new SmtpSink(new SinkOptions { Login = "status:secret" });

        var result = Assert.IsType<MailResult.ServerUnavailable>(await Send(To(sink, SmtpSecurity.StartTls) with { User = "status", Password = "secret" }));

        Assert.Contains("STARTTLS", result.Reason, StringComparison.Ordinal);
        Assert.All(sink.Commands, line => Assert.StartsWith("EHLO", line, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("454 4.7.0 TLS not available")]
    [InlineData("220 2.0.0 Ready\r\n250 injected")]
    public async Task A_refused_or_tampered_STARTTLS_ends_the_conversation(string answer)
    {
        await using var sink = new SmtpSink(new SinkOptions { Certificate = certificate })
        {
            Behaviour = (stage, _) => stage == SinkStage.StartTls ? SinkAction.Say(answer) : null,
        };

        Assert.IsType<MailResult.ServerUnavailable>(await Send(To(sink, SmtpSecurity.StartTls)));
        Assert.Empty(sink.Messages);
    }

    [Theory]
    [InlineData(SmtpSecurity.StartTls)]
    [InlineData(SmtpSecurity.Tls)]
    public async Task A_certificate_nobody_vouches_for_is_not_accepted(object security)
    {
        await using var sink = new SmtpSink(new SinkOptions { Certificate = certificate, ImplicitTls = (SmtpSecurity)security == SmtpSecurity.Tls });

        var result = Assert.IsType<MailResult.ServerUnavailable>(await Send(To(sink, (SmtpSecurity)security) with { TrustedRoots = null }));

        Assert.Contains("certificate", result.Reason, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_not_accepted()
    {
        await using var sink = new SmtpSink(new SinkOptions { Certificate = certificate });

        Assert.IsType<MailResult.ServerUnavailable>(await Send(To(sink, SmtpSecurity.StartTls) with { Host = "127.0.0.2" }));
    }

    [Fact]
    public async Task Implicit_TLS_to_a_port_that_speaks_first_in_clear_text_fails_instead_of_hanging()
    {
        await using var sink = new SmtpSink();

        Assert.IsType<MailResult.ServerUnavailable>(await Send(To(sink, SmtpSecurity.Tls)));
    }

    [Theory]
    [InlineData("PLAIN", "535")]
    [InlineData("LOGIN", "535")]
    [InlineData("CRAM-MD5", "neither PLAIN nor LOGIN")]
    public async Task A_refused_login_is_the_servers_matter_and_tells_no_secret(string mechanisms, string reason)
    {
        await using var sink = new SmtpSink(new SinkOptions { Certificate = certificate, Login = "status:right", Mechanisms = mechanisms });

        var result = Assert.IsType<MailResult.ServerUnavailable>(
            await Send(To(sink, SmtpSecurity.StartTls) with { User = "status", Password = "wr0ng-one" }));

        Assert.Contains(reason, result.Reason, StringComparison.Ordinal);
        Assert.DoesNotContain("wr0ng-one", result.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_but_no_AUTH_on_offer_is_said()
    {
        await using var sink = new SmtpSink(new SinkOptions { Certificate = certificate });

        var result = Assert.IsType<MailResult.ServerUnavailable>(await Send(To(sink, SmtpSecurity.StartTls) with { User = "u", Password = "p" }));

        Assert.Contains("does not offer AUTH", result.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PLAIN")]
    [InlineData("LOGIN")]
    public async Task The_settings_check_shows_the_conversation_without_the_secret(string mechanisms)
    {
        await using var sink = new SmtpSink(new SinkOptions { Certificate = certificate, Login = "status:s3cret", Mechanisms = mechanisms });
        var options = To(sink, SmtpSecurity.StartTls) with { User = "status", Password = "s3cret" };

        var check = await SmtpProbe.SendTestAsync(options, Messages.Envelope(), TimeProvider.System, CancellationToken.None);

        Assert.IsType<MailResult.Accepted>(check.Result);
        var said = check.Conversation.Select(line => (line.FromServer ? "S: " : "C: ") + line.Text).ToList();
        Assert.StartsWith("S: 220 ", said[0], StringComparison.Ordinal);
        Assert.Contains("C: STARTTLS", said);
        Assert.Contains(said, line => line.StartsWith("C: (Tls1", StringComparison.Ordinal));
        Assert.Contains("C: RCPT TO:<reader@example.org>", said);
        Assert.Contains("C: DATA", said);
        Assert.Equal("S: 221 2.0.0 Bye", said[^1]);
        var secrets = sink.Commands.Where(line => line.Contains("s3cret", StringComparison.Ordinal)
            || line.Contains(Convert.ToBase64String("s3cret"u8), StringComparison.Ordinal)).ToList();
        Assert.All([.. secrets, "s3cret", Convert.ToBase64String("s3cret"u8), Convert.ToBase64String("\0status\0s3cret"u8)],
            secret => Assert.DoesNotContain(said, line => line.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_settings_check_of_a_dead_server_says_why()
    {
        await using var sink = new SmtpSink { Behaviour = (stage, _) => stage == SinkStage.Connect ? SinkAction.SayAndClose("554 Not you") : null };

        var check = await SmtpProbe.SendTestAsync(To(sink, SmtpSecurity.None), Messages.Envelope(), TimeProvider.System, CancellationToken.None);

        Assert.Contains("Not you", Assert.IsType<MailResult.ServerUnavailable>(check.Result).Reason, StringComparison.Ordinal);
        Assert.Single(check.Conversation);
    }
}
