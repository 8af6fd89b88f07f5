namespace StatusPage.Mail;

internal static class MailComposer
{
    public static ReadOnlyMemory<byte> Compose(MailMessage message, DkimSigner? signer = null) => throw new NotSupportedException(message.Subject + signer);
}
