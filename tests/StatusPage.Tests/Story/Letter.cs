using StatusPage.Mail;

namespace StatusPage.Tests.Story;

/// <summary>A received message as its reader sees it.</summary>
internal sealed record Letter(string Subject, string Text)
{
    public static Letter Read(byte[] content)
    {
        var message = MimeReader.Read(content);
        return new(MimeReader.DecodeWords(MimeReader.Find(message.Headers, "Subject") ?? ""), message.Text ?? "");
    }
}
