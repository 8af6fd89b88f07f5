using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace StatusPage.Mail;

/// <summary>Signs with RSA-SHA256, relaxed/relaxed (RFC 6376). The signature of the same bytes is always the same.</summary>
internal sealed class DkimSigner : IDisposable
{
    // Signed when present; RFC 8058 section 4 requires both List-Unsubscribe fields.
    private static readonly string[] Signed =
    [
        "From", "To", "Reply-To", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type",
        "Content-Transfer-Encoding", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "Auto-Submitted", "Feedback-ID",
    ];

    // Named once more than present, so that nobody can add a second one (RFC 6376 section 8.15).
    private static readonly string[] Sealed = ["From", "To", "Subject", "Date", "Content-Type"];

    private readonly string key;
    private readonly string domain;
    private readonly string selector;

    // An RSA object is for one thread at a time; a bag keeps as many as there are workers.
    private readonly ConcurrentBag<RSA> keys = [];

    /// <summary>Takes an RSA private key of 1024 bits or more (RFC 8301), PKCS#1 or PKCS#8.</summary>
    /// <exception cref="CryptographicException">Not such a key.</exception>
    public DkimSigner(string pem, string domain, string selector)
    {
        key = pem;
        this.domain = domain;
        this.selector = selector;
        keys.Add(Load());
    }

    /// <summary>What belongs into the TXT record of selector._domainkey.domain.</summary>
    public string DnsRecord
    {
        get
        {
            using var rsa = Load();
            return $"v=DKIM1; k=rsa; p={Convert.ToBase64String(rsa.ExportSubjectPublicKeyInfo())}";
        }
    }

    /// <summary>The message with its DKIM-Signature field on top.</summary>
    public byte[] Sign(ReadOnlySpan<byte> message, DateTimeOffset signedAt)
    {
        var end = message.IndexOf("\r\n\r\n"u8);
        var headers = message[..(end + 2)];
        Span<byte> bodyHash = stackalloc byte[SHA256.HashSizeInBytes];
        var canonical = ArrayPool<byte>.Shared.Rent(message.Length + 4096);
        try
        {
            SHA256.HashData(canonical.AsSpan(0, RelaxedBody(message[(end + 4)..], canonical)), bodyHash);
            var names = new StringBuilder();
            var length = CanonicalHeaders(headers, canonical, names);
            var field = string.Create(CultureInfo.InvariantCulture,
                $"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d={domain};\r\n s={selector}; t={signedAt.ToUnixTimeSeconds()};\r\n h={names};\r\n bh={Convert.ToBase64String(bodyHash)};\r\n b=");
            var prefix = Encoding.ASCII.GetBytes(field);
            // The signature covers its own field with an empty b= and without the final line end (section 3.7).
            length += RelaxedHeader(prefix, canonical.AsSpan(length)) - 2;
            var signature = Base64Lines(SignHash(SHA256.HashData(canonical.AsSpan(0, length))));
            return [.. prefix, .. signature, .. message];
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(canonical);
        }
    }

    public void Dispose()
    {
        while (keys.TryTake(out var rsa))
        {
            rsa.Dispose();
        }
    }

    private RSA Load()
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(key);
        }
        catch (ArgumentException error)
        {
            rsa.Dispose();
            throw new CryptographicException("It is not an RSA private key in PEM form.", error);
        }

        if (rsa.KeySize < 1024)
        {
            rsa.Dispose();
            throw new CryptographicException("An RSA key for DKIM must have 1024 bits or more.");
        }

        return rsa;
    }

    private byte[] SignHash(byte[] hash)
    {
        var rsa = keys.TryTake(out var idle) ? idle : Load();
        try
        {
            return rsa.SignHash(hash, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        }
        finally
        {
            keys.Add(rsa);
        }
    }

    private static byte[] Base64Lines(byte[] signature)
    {
        var text = Convert.ToBase64String(signature);
        var lines = new StringBuilder(text.Length + 32);
        for (var at = 0; at < text.Length; at += 72)
        {
            lines.Append(at == 0 ? "" : "\r\n  ").Append(text, at, Math.Min(72, text.Length - at));
        }

        return Encoding.ASCII.GetBytes(lines.Append("\r\n").ToString());
    }

    private static int CanonicalHeaders(ReadOnlySpan<byte> headers, Span<byte> output, StringBuilder names)
    {
        var written = 0;
        var line = 0;
        foreach (var name in Signed)
        {
            var field = Find(headers, name);
            if (field.IsEmpty)
            {
                continue;
            }

            written += RelaxedHeader(field, output[written..]);
            for (var times = Array.IndexOf(Sealed, name) < 0 ? 1 : 2; times > 0; times--)
            {
                line += name.Length + 1;
                names.Append(names.Length == 0 ? "" : line > 70 ? ":\r\n  " : ":").Append(name.ToLowerInvariant());
                line = line > 70 ? name.Length : line;
            }
        }

        return written;
    }

    /// <summary>The field with its folds and final CRLF. The composer writes each of these names at most once.</summary>
    private static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> headers, string name)
    {
        while (!headers.IsEmpty)
        {
            var end = headers.IndexOf("\r\n"u8) + 2;
            while (end < headers.Length && headers[end] is (byte)' ' or (byte)'\t')
            {
                end += headers[end..].IndexOf("\r\n"u8) + 2;
            }

            if (end > name.Length && headers[name.Length] == ':' && Ascii.EqualsIgnoreCase(headers[..name.Length], name))
            {
                return headers[..end];
            }

            headers = headers[end..];
        }

        return default;
    }

    /// <summary>Section 3.4.2: name in lower case, unfolded, runs of blanks as one, none at the ends.</summary>
    private static int RelaxedHeader(ReadOnlySpan<byte> field, Span<byte> output)
    {
        var colon = field.IndexOf((byte)':');
        Ascii.ToLower(field[..colon], output, out var written);
        output[written++] = (byte)':';
        var start = written;
        var blank = false;
        foreach (var octet in field[(colon + 1)..])
        {
            if (octet is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                blank = written > start;
                continue;
            }

            if (blank)
            {
                output[written++] = (byte)' ';
                blank = false;
            }

            output[written++] = octet;
        }

        output[written++] = (byte)'\r';
        output[written++] = (byte)'\n';
        return written;
    }

    /// <summary>Section 3.4.4: blanks at line ends and empty lines at the end do not count.</summary>
    private static int RelaxedBody(ReadOnlySpan<byte> body, Span<byte> output)
    {
        var written = 0;
        var kept = 0;
        while (!body.IsEmpty)
        {
            var end = body.IndexOf("\r\n"u8);
            var line = (end < 0 ? body : body[..end]).TrimEnd(" \t"u8);
            body = end < 0 ? default : body[(end + 2)..];
            if (line.IndexOfAny((byte)' ', (byte)'\t') < 0)
            {
                line.CopyTo(output[written..]);
                written += line.Length;
            }
            else
            {
                written += Collapse(line, output[written..]);
            }

            output[written++] = (byte)'\r';
            output[written++] = (byte)'\n';
            kept = line.IsEmpty ? kept : written;
        }

        return kept;
    }

    private static int Collapse(ReadOnlySpan<byte> line, Span<byte> output)
    {
        var written = 0;
        foreach (var octet in line)
        {
            var blank = octet is (byte)' ' or (byte)'\t';
            if (!blank || written == 0 || output[written - 1] != ' ')
            {
                output[written++] = blank ? (byte)' ' : octet;
            }
        }

        return written;
    }
}
