using System.Globalization;
using System.Text;

namespace StatusPage.Mail;

/// <summary>Writes each message as an .eml file: what is used while no server is configured.</summary>
internal sealed class PickupTransport(string directory, TimeProvider time) : IMailTransport
{
    private static int sequence;

    public string Directory { get; } = directory;

    public async Task<MailResult> SendAsync(MailEnvelope envelope, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        // Names sort by time; the running number keeps messages of one millisecond in their order and apart.
        var name = string.Create(CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}-{Interlocked.Increment(ref sequence) & 0xFFFFFF:x6}-{SafeId(envelope.Content.Span)}.eml");
        var temporary = Path.Combine(Directory, $".{name}.tmp");
        try
        {
            System.IO.Directory.CreateDirectory(Directory);
            await using (var file = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None, 1, useAsync: false))
            {
                // What a final delivery adds (RFC 5321 section 4.4): without it the envelope would be lost.
                file.Write(Encoding.UTF8.GetBytes($"Return-Path: <{envelope.ReturnPath}>\r\nDelivered-To: {envelope.Recipient}\r\n"));
                file.Write(envelope.Content.Span);
            }

            File.Move(temporary, Path.Combine(Directory, name));
            return new MailResult.Accepted(name);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new MailResult.ServerUnavailable($"The mail folder {Directory} cannot be written: {error.Message}");
        }
    }

    private static string SafeId(ReadOnlySpan<byte> content)
    {
        var at = content.IndexOf("\nMessage-ID: <"u8);
        var rest = at < 0 ? default : content[(at + 14)..];
        var end = rest.IndexOf((byte)'>');
        if (end is <= 0 or > 120)
        {
            return "message";
        }

        return string.Create(end, Encoding.ASCII.GetString(rest[..end]), static (span, id) =>
        {
            for (var i = 0; i < id.Length; i++)
            {
                span[i] = char.IsAsciiLetterOrDigit(id[i]) || id[i] is '.' or '-' or '_' or '@' ? id[i] : '_';
            }
        });
    }
}
