using System.Security.Cryptography;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

public class MailModuleTests
{
    private static IServiceCollection Add(params (string Key, string Value)[] settings) => new ServiceCollection().AddMail(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => new KeyValuePair<string, string?>("Mail:" + s.Key, s.Value))).Build(), "data");

    private static async Task<MailSettings> Read(params (string Key, string Value)[] settings)
    {
        await using var provider = Add(settings).BuildServiceProvider();
        Assert.NotNull(provider.GetRequiredService<Mailer>());
        return provider.GetRequiredService<MailSettings>();
    }

    [Fact]
    public async Task Without_a_server_mail_goes_to_the_data_folder()
    {
        await using var provider = Add().BuildServiceProvider();

        Assert.Equal(Path.Combine("data", "mail"), Assert.IsType<PickupTransport>(provider.GetRequiredService<IMailTransport>()).Directory);
    }

    [Theory]
    [InlineData("None", 25)]
    [InlineData("starttls", 587)]
    [InlineData("TLS", 465)]
    public async Task The_port_follows_from_the_security(string security, int port)
    {
        var smtp = (await Read(("Host", "mail.example.com"), ("Security", security), ("From", "Example Status <status@example.com>"))).Smtp!;

        Assert.Equal(port, smtp.Port);
    }

    [Fact]
    public async Task Nothing_said_means_encrypted() =>
        Assert.Equal(SmtpSecurity.StartTls, (await Read(("Host", "mail.example.com"))).Smtp!.Security);

    [Fact]
    public async Task The_sender_may_have_a_name() =>
        Assert.Equal(new Mailbox("status@example.com", "상태, 페이지"), (await Read(("From", "\"상태, 페이지\" <status@example.com>"))).From);

    [Theory]
    [InlineData("Mail:Security", "Security=Ssl")]
    [InlineData("Mail:Security", "Security=1")]
    [InlineData("Mail:Port", "Port=0")]
    [InlineData("Mail:Port", "Port=many")]
    [InlineData("Mail:Connections", "Connections=-1")]
    [InlineData("Mail:BounceAddress", "BounceAddress=bounces")]
    [InlineData("Mail:BounceAddress", "BounceAddress=bounces+x@example.com")]
    [InlineData("Mail:BounceAddress", "BounceAddress=반송@example.com")]
    [InlineData("Mail:BounceAddress", "BounceAddress=twenty-letters-twent@example.com")]
    [InlineData("Mail:From", "From=nobody")]
    [InlineData("Mail:Password", "User=status")]
    [InlineData("Mail:User", "Password=secret")]
    [InlineData("Mail:Port", "Host=;Port=0")]
    [InlineData("Mail:Security", "Host=;Security=Ssl")]
    [InlineData("Mail:Connections", "Host=;Connections=many")]
    [InlineData("Mail:Password", "Host=;User=status")]
    [InlineData("Mail:Security", "Security=None;User=status;Password=secret")]
    [InlineData("Mail:DkimKeyFile", "DkimDomain=example.com")]
    [InlineData("Mail:DkimDomain", "DkimKeyFile=/none.pem")]
    [InlineData("Mail:DkimSelector", "DkimKeyFile=/none.pem;DkimDomain=example.com")]
    [InlineData("Mail:DkimKeyFile", "DkimKeyFile=/none.pem;DkimDomain=example.com;DkimSelector=status")]
    public void A_wrong_setting_is_named_at_the_start(string setting, string settings)
    {
        var pairs = settings.Split(';').Select(pair => pair.Split('=')).Select(pair => (pair[0], pair[1])).Append(("Host", "mail.example.com")).DistinctBy(pair => pair.Item1).ToArray();

        var error = Assert.Throws<MailSettingsException>(() => Add(pairs));

        Assert.Equal(setting, error.Setting);
        Assert.StartsWith(setting + " ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_signs_and_tells_its_DNS_record()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var key = RSA.Create(2048);
            await File.WriteAllTextAsync(file, key.ExportRSAPrivateKeyPem(), CancellationToken.None);
            await using var provider = Add(("DkimKeyFile", file), ("DkimDomain", "Example.com"), ("DkimSelector", "status")).BuildServiceProvider();

            var content = System.Text.Encoding.ASCII.GetString(provider.GetRequiredService<Mailer>().Compose(Messages.Outage()).Content.Span);

            Assert.StartsWith("DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=example.com;\r\n s=status;", content, StringComparison.Ordinal);
            Assert.StartsWith("v=DKIM1; k=rsa; p=", provider.GetRequiredService<DkimSigner>().DnsRecord, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
