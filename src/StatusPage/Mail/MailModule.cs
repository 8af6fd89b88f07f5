using System.Globalization;

namespace StatusPage.Mail;

/// <summary>A setting of the section Mail that cannot be used; the message names it and says what it may be.</summary>
internal sealed class MailSettingsException(string setting, string problem) : Exception($"{setting} {problem}")
{
    public string Setting { get; } = setting;
}

internal static class MailModule
{
    /// <summary>Registers <see cref="Mailer"/> and what it needs. Reads the settings at once, so that a wrong one stops the start.</summary>
    /// <exception cref="MailSettingsException"/>
    public static IServiceCollection AddMail(this IServiceCollection services, IConfiguration configuration, string dataDirectory)
    {
        var settings = Read(configuration.GetSection("Mail"), dataDirectory);
        services.AddSingleton(settings);
        services.AddSingleton(new PickupMailbox(settings.PickupDirectory));
        services.AddSingleton<IMailTransport>(provider =>
        {
            var time = provider.GetService<TimeProvider>() ?? TimeProvider.System;
            return settings.Smtp is { } smtp ? new SmtpTransport(smtp, time) : new PickupTransport(settings.PickupDirectory, time);
        });
        var signer = ReadSigner(settings);
        if (signer is not null)
        {
            services.AddSingleton(signer);
        }

        services.AddSingleton(provider => new Mailer(provider.GetRequiredService<IMailTransport>(), settings, signer));
        return services;
    }

    internal static DkimSigner? ReadSigner(MailSettings settings)
    {
        if (settings.DkimKeyFile is not { } file)
        {
            return settings is { DkimDomain: null, DkimSelector: null } ? null
                : throw new MailSettingsException("Mail:DkimKeyFile", "is empty, but Mail:DkimDomain or Mail:DkimSelector is set: give all three or none.");
        }

        // The names go into a header and into DNS.
        if (settings.DkimDomain is not { } domain || !MailAddress.TryNormalize($"dkim@{domain}", out var normal))
        {
            throw new MailSettingsException("Mail:DkimDomain", $"is '{settings.DkimDomain}', but must be the domain that signs, such as example.com.");
        }

        if (settings.DkimSelector is not { } selector || !MailAddress.TryNormalize($"dkim@{selector}", out _) || !System.Text.Ascii.IsValid(selector))
        {
            throw new MailSettingsException("Mail:DkimSelector", $"is '{settings.DkimSelector}', but must be the selector under which the key is published, such as status.");
        }

        try
        {
            return new DkimSigner(File.ReadAllText(file), normal[(normal.IndexOf('@') + 1)..], selector);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or System.Security.Cryptography.CryptographicException)
        {
            throw new MailSettingsException("Mail:DkimKeyFile", $"is '{file}', which cannot be used: {error.Message} It must be an RSA private key in PEM form.");
        }
    }

    internal static MailSettings Read(IConfigurationSection mail, string dataDirectory)
    {
        var host = Text(mail, "Host");
        var from = Text(mail, "From") ?? "status@localhost";
        return new MailSettings
        {
            From = ParseFrom(from),
            BounceAddress = Text(mail, "BounceAddress") is { } bounces ? ParseBounceAddress(bounces) : null,
            PickupDirectory = Text(mail, "PickupDirectory") ?? Path.Combine(dataDirectory, "mail"),
            DkimKeyFile = Text(mail, "DkimKeyFile"),
            DkimDomain = Text(mail, "DkimDomain"),
            DkimSelector = Text(mail, "DkimSelector"),
            // Read without a host too: a wrong value is told when it is written, not on the day the host is.
            Smtp = ReadSmtp(mail, host ?? "localhost") is var smtp && host is not null ? smtp : null,
        };
    }

    private static SmtpOptions ReadSmtp(IConfigurationSection mail, string host)
    {
        var security = Text(mail, "Security") is not { } word ? SmtpSecurity.StartTls
            : Enum.TryParse<SmtpSecurity>(word, ignoreCase: true, out var known) && Enum.IsDefined(known) && !char.IsAsciiDigit(word[0]) ? known
            : throw new MailSettingsException("Mail:Security", $"is '{word}', but may be None, StartTls or Tls.");
        var options = new SmtpOptions
        {
            Host = host,
            Security = security,
            Port = Number(mail, "Port", 1, 65535) ?? (security switch { SmtpSecurity.Tls => 465, SmtpSecurity.StartTls => 587, _ => 25 }),
            User = Text(mail, "User"),
            Password = Text(mail, "Password"),
            Connections = Number(mail, "Connections", 1, 100) ?? SmtpOptions.DefaultConnections,
        };
        if (options is { User: not null, Password: null })
        {
            throw new MailSettingsException("Mail:Password", "is empty, but Mail:User is set: give both or neither.");
        }

        if (options is { User: null, Password: not null })
        {
            throw new MailSettingsException("Mail:User", "is empty, but Mail:Password is set: give both or neither.");
        }

        if (options is { User: not null, Security: SmtpSecurity.None, IsLoopback: false })
        {
            throw new MailSettingsException("Mail:Security", "is None, but a password is not sent unencrypted over a network: use StartTls or Tls.");
        }

        return options;
    }

    private static Mailbox ParseFrom(string text)
    {
        var open = text.LastIndexOf('<');
        var name = open > 0 ? text[..open].Trim().Trim('"') : null;
        var raw = open >= 0 && text.TrimEnd().EndsWith('>') ? text.TrimEnd()[(open + 1)..^1] : text.Trim();
        return MailAddress.TryNormalize(raw, out var address) && name?.AsSpan().ContainsAny("\r\n\0") is not true
            ? new Mailbox(address, string.IsNullOrEmpty(name) ? null : name)
            : throw new MailSettingsException("Mail:From", $"is '{text}', but must be an address: status@example.com or Example Status <status@example.com>.");
    }

    private static string ParseBounceAddress(string text) =>
        MailAddress.TryNormalize(text.Trim(), out var address) && System.Text.Ascii.IsValid(address)
            && address.IndexOf('@') is var local && local <= ReturnAddress.LongestLocal && !address.AsSpan(0, local).Contains('+')
            ? address
            : throw new MailSettingsException(
                "Mail:BounceAddress",
                $"is '{text}', but must be an address such as bounces@example.com, with {ReturnAddress.LongestLocal} letters at the most before the @ and no +, where each mail's own mark is put.");

    private static string? Text(IConfigurationSection mail, string key) => mail[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static int? Number(IConfigurationSection mail, string key, int least, int most) => Text(mail, key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new MailSettingsException($"Mail:{key}", $"is '{text}', but must be a number from {least} to {most}.");
}
