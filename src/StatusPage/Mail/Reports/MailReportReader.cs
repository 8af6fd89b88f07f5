using System.Security.Cryptography;
using System.Text;

namespace StatusPage.Mail.Reports;

/// <summary>
/// Finds in a message what RFC 3464 or RFC 5965 puts there, as strictly as servers write it: not very. Wrapped, encoded, folded, with any line ends and any case.
/// Any bytes may be read; of what is too long or too deep the rest is left.
/// </summary>
internal static class MailReportReader
{
    public const int Largest = 1024 * 1024;

    private const int DeepestPart = 5;
    private const int MostParts = 50;
    private const int MostRecipients = 50;
    private const int MostAddresses = 20;
    private const int LongestField = 2000;

    private static readonly string[] Destinations = ["X-Original-To", "Delivered-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "To", "Cc"];

    /// <summary>The report that the message is; null when it is none.</summary>
    public static MailReport? Read(ReadOnlySpan<byte> message)
    {
        message = message[..Math.Min(message.Length, Largest)];
        var headers = MimeReader.Headers(message, out var body);
        var found = new Found();
        Walk(headers, message[body..], 0, found);
        if (found.Fields is not { } fields)
        {
            return null;
        }

        var sentTo = Destinations.SelectMany(name => headers.Where(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)))
            .SelectMany(h => Addresses(h.Value)).Distinct().Take(MostAddresses).ToList();
        var fingerprint = Fingerprint(headers, fields);
        if (found.IsComplaint)
        {
            var about = MimeReader.Headers(fields, out _);
            return new ComplaintReport(sentTo, found.Original, fingerprint, Field(about, "Feedback-Type")?.ToLowerInvariant() ?? "");
        }

        var recipients = Recipients(fields);
        return recipients.Count == 0 ? null : new DeliveryReport(sentTo, found.Original, fingerprint, recipients);
    }

    private static void Walk(IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> body, int depth, Found found)
    {
        var type = MimeReader.Find(headers, "Content-Type") ?? "text/plain";
        if (type.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
        {
            if (depth >= DeepestPart || MimeReader.Parameter(type, "boundary") is not { Length: > 0 } boundary)
            {
                return;
            }

            foreach (var range in MimeReader.Parts(body, Encoding.UTF8.GetBytes("--" + boundary)))
            {
                if (found.Parts++ >= MostParts)
                {
                    return;
                }

                var part = body[range];
                Walk(MimeReader.Headers(part, out var start), part[start..], depth + 1, found);
            }

            return;
        }

        switch (type.Split(';', 2)[0].Trim().ToLowerInvariant())
        {
            case "message/delivery-status" or "message/global-delivery-status" when found.Fields is null:
                found.Fields = MimeReader.Decode(headers, body);
                break;
            case "message/feedback-report" when found.Fields is null:
                found.Fields = MimeReader.Decode(headers, body);
                found.IsComplaint = true;
                break;
            case "message/rfc822" or "text/rfc822-headers" or "message/rfc822-headers" or "message/global" or "message/global-headers" when found.Original.Count == 0:
                found.Original = MimeReader.Headers(MimeReader.Decode(headers, body), out _);
                break;
        }
    }

    /// <summary>Groups of fields with blank lines between: the first is about the message, the others about a recipient each. Some servers leave the first out.</summary>
    private static List<RecipientStatus> Recipients(ReadOnlySpan<byte> fields)
    {
        var recipients = new List<RecipientStatus>();
        while (!fields.IsEmpty && recipients.Count < MostRecipients)
        {
            var group = MimeReader.Headers(fields, out var end);
            fields = fields[Math.Max(end, 1)..];
            if (Field(group, "Action") is not null || Field(group, "Status") is not null || Field(group, "Final-Recipient") is not null)
            {
                recipients.Add(new(
                    Field(group, "Action")?.Split(' ', 2)[0].ToLowerInvariant(), Field(group, "Status"), Untyped(Field(group, "Diagnostic-Code")),
                    Untyped(Field(group, "Final-Recipient")), Untyped(Field(group, "Original-Recipient")), Untyped(Field(group, "Remote-MTA"))));
            }
        }

        return recipients;
    }

    private static string? Field(IReadOnlyList<KeyValuePair<string, string>> fields, string name)
    {
        var value = MimeReader.Find(fields, name) ?? "";
        var words = value[..Math.Min(value.Length, LongestField)].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? null : string.Join(' ', words);
    }

    /// <summary><c>smtp; 550 5.1.1 no such user</c> without the type; a value that has none stays as it is.</summary>
    private static string? Untyped(string? value)
    {
        var semicolon = value?.IndexOf(';', StringComparison.Ordinal) ?? -1;
        return semicolon > 0 && !value.AsSpan(0, semicolon).Trim().ContainsAny(" \t.@") ? value![(semicolon + 1)..].Trim() : value;
    }

    private static IEnumerable<string> Addresses(string value) =>
        value.Split([',', ';', '<', '>', ' ', '\t', '"', '(', ')'], MostAddresses * 4, StringSplitOptions.RemoveEmptyEntries)
            .Where(word => word.Length <= 320 && word.Contains('@', StringComparison.Ordinal));

    /// <summary>Over what stays as it is when a server hands the same report over twice: its own name and date, and what it says.</summary>
    private static string Fingerprint(IReadOnlyList<KeyValuePair<string, string>> headers, ReadOnlySpan<byte> fields)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{MimeReader.Find(headers, "Message-ID")}\n{MimeReader.Find(headers, "Date")}\n"));
        hash.AppendData(fields);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private sealed class Found
    {
        public int Parts { get; set; }
        public byte[]? Fields { get; set; }
        public bool IsComplaint { get; set; }
        public IReadOnlyList<KeyValuePair<string, string>> Original { get; set; } = [];
    }
}
