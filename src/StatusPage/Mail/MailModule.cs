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
        services.AddSingleton(provider => new Mailer(provider.GetRequiredService<IMailTransport>(), settings));
        return services;
    }

    internal static MailSettings Read(IConfigurationSection mail, string dataDirectory)
    {
        var host = Text(mail, "Host");
        var from = Text(mail, "From") ?? "status@localhost";
        return new MailSettings
        {
            From = ParseFrom(from),
            PickupDirectory = Text(mail, "PickupDirectory") ?? Path.Combine(dataDirectory, "mail"),
            DkimKeyFile = Text(mail, "DkimKeyFile"),
            DkimDomain = Text(mail, "DkimDomain"),
            DkimSelector = Text(mail, "DkimSelector"),
            Smtp = host is null ? null : ReadSmtp(mail, host),
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
            Connections = Number(mail, "Connections", 1, 100) ?? 4,
        };
        if (options is { User: not null, Password: null })
        {
            throw new MailSettingsException("Mail:Password", "is empty, but Mail:User is set: give both or neither.");
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

    private static string? Text(IConfigurationSection mail, string key) => mail[key] is { } value && !string.IsNullOrWhiteSpace(value) ? value : null;

    private static int? Number(IConfigurationSection mail, string key, int least, int most) => Text(mail, key) is not { } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
        : throw new MailSettingsException($"Mail:{key}", $"is '{text}', but must be a number from {least} to {most}.");
}
