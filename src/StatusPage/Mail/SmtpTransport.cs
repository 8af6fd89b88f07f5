namespace StatusPage.Mail;

internal sealed class SmtpTransport(SmtpOptions options, TimeProvider time) : IMailTransport, IAsyncDisposable
{
    public Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken) => throw new NotSupportedException(options.Host + time);
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
