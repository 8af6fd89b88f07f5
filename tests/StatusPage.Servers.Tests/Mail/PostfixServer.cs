using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using StatusPage.Mail;

namespace StatusPage.Servers.Tests.Mail;

/// <summary>A real Postfix on a loopback port with folders of its own: submission with STARTTLS and AUTH only, delivering into Maildirs.</summary>
public sealed class PostfixServer : IAsyncLifetime
{
    public const string User = "status";
    public const string Password = "pass word-1";
    public const int SizeLimit = 200_000;

    private readonly string root = Directory.CreateTempSubdirectory("postfix-").FullName;
    private Process? process;

    public int Port { get; } = FreePort();
    /// <summary>Takes mail from this machine without TLS and without knowing its readers: who is unknown comes back as a report.</summary>
    public int ForgivingPort { get; } = FreePort();

    /// <summary>What mail to any <c>bounces+…@status.example.com</c> is piped into, as a program of an unprivileged user; its argument is the address.</summary>
    public string BounceProgram => Path.Combine(Config, "take-bounce");

    public X509Certificate2 Certificate { get; } = NewCertificate();

    /// <summary>What Postfix logs.</summary>
    public ConcurrentQueue<string> Log { get; } = new();

    internal SmtpOptions Options => new()
    {
        Host = "localhost",
        Port = Port,
        Security = SmtpSecurity.StartTls,
        User = User,
        Password = Password,
        TrustedRoots = [Certificate],
    };

    public string[] Mailbox(string name)
    {
        var folder = Path.Combine(root, "boxes", name, "new");
        return Directory.Exists(folder) ? Directory.GetFiles(folder) : [];
    }

    /// <summary>Starts it, once for a class, where there is a Postfix to start; <see cref="Require"/> says so where there is none.</summary>
    public async ValueTask InitializeAsync()
    {
        if (!Environment.IsPrivilegedProcess || !File.Exists("/usr/sbin/postfix") || !File.Exists("/usr/sbin/saslpasswd2"))
        {
            return;
        }

        await ConfigureAsync();
        process = Process.Start(new ProcessStartInfo("/usr/sbin/postfix", ["-c", Config, "start-fg"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.OutputDataReceived += (_, line) => Log.Enqueue(line.Data ?? "");
        process.ErrorDataReceived += (_, line) => Log.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await Tool.UntilAsync(() => process.HasExited || Answers(), "Postfix answers");
        Assert.False(process.HasExited, string.Join('\n', Log));
    }

    internal void Require()
    {
        Tool.RequireRoot();
        Tool.Require("postfix", "postfix");
        Tool.Require("saslpasswd2", "sasl2-bin libsasl2-modules");
        Assert.NotNull(process);
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await Tool.RunAsync("/usr/sbin/postfix", ["-c", Config, "stop"]);
            await process.WaitForExitAsync();
            process.Dispose();
        }

        Certificate.Dispose();
        Directory.Delete(root, recursive: true);
    }

    public const string Nobody = "nobody";
    private const string OriginalRecipient = "${original_recipient}";

    private string Config => Path.Combine(root, "config");

    private async Task ConfigureAsync()
    {
        foreach (var folder in new[] { "config/sasl", "queue", "data", "boxes" })
        {
            Directory.CreateDirectory(Path.Combine(root, folder));
        }

        await Tool.SucceedAsync("/bin/chmod", "755", root);
        await File.WriteAllTextAsync(Path.Combine(Config, "main.cf"), MainCf());
        await File.WriteAllTextAsync(Path.Combine(Config, "master.cf"), MasterCf());
        await File.WriteAllTextAsync(Path.Combine(Config, "users"), "reader@example.org reader/\nmany@example.org many/\n");
        await File.WriteAllTextAsync(Path.Combine(Config, "transport"), "bounces@status.example.com take-bounce:\n");
        await File.WriteAllTextAsync(Path.Combine(Config, "tls.pem"),
            Certificate.GetRSAPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n" + Certificate.ExportCertificatePem() + "\n");
        var secrets = Path.Combine(Config, "sasl", "sasldb2");
        await File.WriteAllTextAsync(Path.Combine(Config, "sasl", "smtpd.conf"),
            $"pwcheck_method: auxprop\nauxprop_plugin: sasldb\nmech_list: PLAIN LOGIN\nsasldb_path: {secrets}\n");
        var (status, output) = await Tool.RunAsync("/usr/sbin/saslpasswd2", ["-p", "-c", "-f", secrets, "-u", "example.com", User],
            System.Text.Encoding.ASCII.GetBytes(Password));
        Assert.True(status == 0, output);
        await Tool.SucceedAsync("/bin/chown", "-R", "postfix", Path.Combine(root, "data"), Path.Combine(root, "boxes"), secrets);
    }

    private string MainCf() => $"""
        compatibility_level = 3.6
        queue_directory = {root}/queue
        data_directory = {root}/data
        maillog_file = /dev/stdout
        inet_interfaces = 127.0.0.1
        inet_protocols = ipv4
        myhostname = mail.example.com
        mydestination =
        alias_maps =
        alias_database =
        recipient_delimiter = +
        transport_maps = texthash:{Config}/transport
        virtual_mailbox_domains = example.org
        virtual_mailbox_maps = texthash:{Config}/users
        virtual_mailbox_base = {root}/boxes
        virtual_minimum_uid = 1
        virtual_uid_maps = static:{Id("-u")}
        virtual_gid_maps = static:{Id("-g")}
        message_size_limit = {SizeLimit}
        virtual_mailbox_limit = 0
        smtpd_timeout = 3s
        smtpd_tls_security_level = encrypt
        smtpd_tls_chain_files = {Config}/tls.pem
        smtpd_sasl_auth_enable = yes
        smtpd_sasl_local_domain = example.com
        smtpd_relay_restrictions = permit_sasl_authenticated, reject
        smtpd_client_connection_count_limit = 0

        """;

    private string MasterCf() => $"""
        127.0.0.1:{Port} inet n - n - - smtpd
        127.0.0.1:{ForgivingPort} inet n - n - - smtpd
          -o smtpd_tls_security_level=none -o smtpd_sasl_auth_enable=no -o smtpd_reject_unlisted_recipient=no
          -o smtpd_relay_restrictions=permit_mynetworks,reject
        take-bounce unix - n n - - pipe
          flags=Rq user={Nobody} argv={BounceProgram} {OriginalRecipient}
        cleanup unix n - n - 0 cleanup
        qmgr unix n - n 300 1 qmgr
        tlsmgr unix - - n 1000? 1 tlsmgr
        rewrite unix - - n - - trivial-rewrite
        bounce unix - - n - 0 bounce
        defer unix - - n - 0 bounce
        trace unix - - n - 0 bounce
        verify unix - - n - 1 verify
        flush unix n - n 1000? 0 flush
        proxymap unix - - n - - proxymap
        error unix - - n - - error
        retry unix - - n - - error
        virtual unix - n n - - virtual
        anvil unix - - n - 1 anvil
        postlog unix-dgram n - n - 1 postlogd

        """;

    private static string Id(string what)
    {
        using var id = Process.Start(new ProcessStartInfo("/usr/bin/id", [what, "postfix"]) { RedirectStandardOutput = true })!;
        return id.StandardOutput.ReadToEnd().Trim();
    }

    private bool Answers()
    {
        try
        {
            using var client = new TcpClient("127.0.0.1", Port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static X509Certificate2 NewCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        var now = TimeProvider.System.GetUtcNow();
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null, X509KeyStorageFlags.Exportable);
    }
}
