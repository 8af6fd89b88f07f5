namespace StatusPage.Mail;

internal sealed class DkimSigner : IDisposable
{
    public void Dispose() { }
}
