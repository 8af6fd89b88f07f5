using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using StatusPage.Mail;

namespace StatusPage.Tests.Mail;

/// <summary>What the mail tests send, and a certificate for the sinks they send it to.</summary>
internal static class Messages
{
    public static MailMessage Outage(string to = "reader@example.org") => new()
    {
        From = new Mailbox("status@example.com", "Example Status"),
        To = new Mailbox(to),
        Subject = "[Investigating] Login is down",
        Text = "You cannot sign in. Messages already open still work.\n",
        Html = "<p>You cannot sign in. Messages already open still work.</p>",
        MessageId = "d1.n1@status.example.com",
        Date = new DateTimeOffset(2026, 10, 15, 15, 33, 0, TimeSpan.FromHours(9)),
        References = ["incident1@status.example.com"],
        ListId = "updates.status.example.com",
        ListUnsubscribe = "https://status.example.com/unsubscribe/abc",
        FeedbackId = "outage:status:example",
    };

    public static MailEnvelope Envelope(string to = "reader@example.org") =>
        new("bounces@example.com", to, MailComposer.Compose(Outage()));

    public static MailEnvelope Envelope(string to, string content) =>
        new("bounces@example.com", to, Encoding.UTF8.GetBytes(content));

    public static X509Certificate2 Certificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null);
    }
}
