using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace StatusPage.Mail;

/// <summary>
/// Writes a message as RFC 5322 and MIME bytes. Bodies are always 7-bit safe (7bit, quoted-printable or base64, whichever
/// is plainest for the content) even where a server offers 8BITMIME: a relay further on that does not would have to
/// re-encode the body, and that breaks a DKIM signature (RFC 6376 section 5.3).
/// </summary>
internal static class MailComposer
{
    // The working buffer stays with its thread: a fan-out composes thousands a second, and only the result is new memory.
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? scratch;

    private const int ScratchKept = 1 << 20;

    // What a property of MailMessage, or the composer itself, writes.
    private static readonly HashSet<string> Owned = new(StringComparer.OrdinalIgnoreCase)
    {
        "From", "To", "Cc", "Bcc", "Sender", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version",
        "Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post",
        "Auto-Submitted", "Feedback-ID", "Return-Path", "Received", "DKIM-Signature",
    };

    /// <summary>The same message, signer included, always gives the same bytes.</summary>
    /// <exception cref="MailFormatException">A field has a line break or NUL, or breaks its grammar; the field is named.</exception>
    public static ReadOnlyMemory<byte> Compose(MailMessage message, DkimSigner? signer = null)
    {
        var writer = scratch ??= new ArrayBufferWriter<byte>(16 * 1024);
        writer.ResetWrittenCount();
        try
        {
            WriteHeaders(new HeaderWriter(writer), message);
            WriteBody(writer, message);
            return signer is null ? writer.WrittenSpan.ToArray() : signer.Sign(writer.WrittenSpan, message.Date);
        }
        finally
        {
            if (writer.Capacity > ScratchKept)
            {
                scratch = null;
            }
        }
    }

    private static void WriteHeaders(HeaderWriter headers, MailMessage message)
    {
        headers.Address("From", message.From);
        headers.Address("To", message.To);
        if (message.ReplyTo is { } replyTo)
        {
            headers.Address("Reply-To", replyTo);
        }

        headers.Unstructured("Subject", message.Subject);
        headers.Date("Date", message.Date);
        headers.MessageIds("Message-ID", nameof(message.MessageId), [message.MessageId]);
        if (message.References is { Count: > 0 } references)
        {
            headers.MessageIds("In-Reply-To", nameof(message.References), [references[^1]]);
            headers.MessageIds("References", nameof(message.References), references);
        }

        WriteListHeaders(headers, message);
        foreach (var (name, value) in message.ExtraHeaders)
        {
            if (!HeaderWriter.IsName(name) || Owned.Contains(name))
            {
                throw new MailFormatException(nameof(message.ExtraHeaders), "has a header that has a property of its own or a name no header may have");
            }

            headers.Unstructured(name, value);
        }
    }

    private static void WriteListHeaders(HeaderWriter headers, MailMessage message)
    {
        if (message.ListId is { } list)
        {
            headers.Bracketed("List-Id", nameof(message.ListId), list);
        }

        if (message.ListUnsubscribe is { } unsubscribe)
        {
            if (!unsubscribe.StartsWith("https://", StringComparison.Ordinal) && !unsubscribe.StartsWith("http://", StringComparison.Ordinal))
            {
                throw new MailFormatException(nameof(message.ListUnsubscribe), "must be an absolute web address");
            }

            headers.Bracketed("List-Unsubscribe", nameof(message.ListUnsubscribe), unsubscribe);
            if (message.OneClick)
            {
                headers.Raw("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"u8);
            }
        }

        if (message.AutoSubmitted)
        {
            headers.Raw("Auto-Submitted: auto-generated\r\n"u8);
        }

        if (message.FeedbackId is { } feedback)
        {
            headers.Token("Feedback-ID", nameof(message.FeedbackId), feedback);
        }
    }

    private static void WriteBody(ArrayBufferWriter<byte> writer, MailMessage message)
    {
        writer.Write("MIME-Version: 1.0\r\n"u8);
        if (message.Html is null)
        {
            BodyEncoder.WritePart(writer, "text/plain"u8, message.Text);
            return;
        }

        // "=_" cannot occur in quoted-printable or base64, and 7bit is not chosen for a text that holds it.
        Span<byte> boundary = stackalloc byte[26];
        Boundary(message.MessageId, boundary);
        writer.Write("Content-Type: multipart/alternative; boundary=\""u8);
        writer.Write(boundary);
        writer.Write("\"\r\n\r\n--"u8);
        writer.Write(boundary);
        writer.Write("\r\n"u8);
        BodyEncoder.WritePart(writer, "text/plain"u8, message.Text);
        writer.Write("\r\n--"u8);
        writer.Write(boundary);
        writer.Write("\r\n"u8);
        BodyEncoder.WritePart(writer, "text/html"u8, message.Html);
        writer.Write("\r\n--"u8);
        writer.Write(boundary);
        writer.Write("--\r\n"u8);
    }

    private static void Boundary(string messageId, Span<byte> boundary)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(messageId), hash);
        "=_"u8.CopyTo(boundary);
        Convert.TryToHexStringLower(hash[..12], boundary[2..], out _);
    }
}
