namespace StatusPage.Mail;

/// <summary>Composes, signs when a key is configured, and hands over: what the rest of the product sends with.</summary>
internal sealed class Mailer(IMailTransport transport, MailSettings settings, DkimSigner? signer = null)
{
    /// <summary>The sender every message carries unless its author says otherwise (Mail:From).</summary>
    public Mailbox From => settings.From;

    /// <exception cref="MailFormatException">The message itself cannot be sent; trying again gives the same.</exception>
    public Task<MailResult> SendAsync(MailMessage message, CancellationToken cancellationToken) =>
        transport.SendAsync(Compose(message), cancellationToken);

    public MailEnvelope Compose(MailMessage message)
    {
        var content = MailComposer.Compose(message, signer);
        var returnPath = message.ReturnPath is { Length: > 0 } path ? path : message.From.Address;
        return new MailEnvelope(
            MailAddress.ForEnvelope(nameof(message.ReturnPath), returnPath),
            MailAddress.ForEnvelope(nameof(message.To), message.To.Address),
            content);
    }
}
