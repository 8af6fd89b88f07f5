using System.Security.Cryptography;
using System.Text;
using StatusPage.Mail;
using StatusPage.Platform;
using StatusPage.Subscriptions;

namespace StatusPage.Notices.Bounces;

/// <summary>Which mail a return address was made for.</summary>
/// <param name="NoticeId">Null for a mail with a confirmation or manage link.</param>
/// <param name="SubscriptionId">To whom it went.</param>
internal sealed record ReturnToken(string? NoticeId, string SubscriptionId);

/// <summary>
/// Every mail's own return address: notice, subscription and 100 bits of an HMAC under the site's key. Nothing is stored for one, and nobody else can make one: what
/// comes back says by it which delivery it is about.
/// </summary>
internal sealed class ReturnPaths(LinkTokens key, MailSettings mail)
{
    private const int IdLength = 12;
    private const int IdsLength = 2 * IdLength;
    private const int MacLength = ReturnAddress.TagLength - IdsLength;
    private const int BitsALetter = 5;

    // As long as an id, and not random: no notice is called so.
    private const string Confirmation = "confirmation";

    private static ReadOnlySpan<byte> Purpose => "bounce:"u8;

    // RFC 4648 section 6 in lower case: servers on the way may change the case.
    private static ReadOnlySpan<char> Letters => "abcdefghijklmnopqrstuvwxyz234567";

    private readonly string? local = mail.BounceAddress is { } address ? address[..address.IndexOf('@', StringComparison.Ordinal)] + '+' : null;
    private readonly string domain = mail.BounceAddress is { } address ? address[address.IndexOf('@', StringComparison.Ordinal)..] : "";

    /// <summary>The envelope sender of a delivery's mail. Null when no address for bounces is set: then they go to the sender.</summary>
    public string? Of(string noticeId, string subscriptionId) => local is null
        ? null
        : string.Create(local.Length + ReturnAddress.TagLength + domain.Length, (this, noticeId, subscriptionId), static (text, state) =>
        {
            var (self, notice, subscription) = state;
            self.local!.CopyTo(text);
            notice.CopyTo(text[self.local!.Length..]);
            subscription.CopyTo(text[(self.local.Length + IdLength)..]);
            var tag = text.Slice(self.local.Length, ReturnAddress.TagLength);
            self.Sign(tag[..IdsLength], tag[IdsLength..]);
            self.domain.CopyTo(text[(self.local.Length + ReturnAddress.TagLength)..]);
        });

    /// <summary>The envelope sender of a mail with a confirmation or manage link.</summary>
    public string? OfConfirmation(string subscriptionId) => Of(Confirmation, subscriptionId);

    /// <summary>Reads a return address, or the tag in it alone; null when it was not made here.</summary>
    public ReturnToken? Read(string? address)
    {
        if (ReturnAddress.TagOf(address) is not { } tag || !Ids.IsWellFormed(tag[..IdLength]) || !Ids.IsWellFormed(tag[IdLength..IdsLength]))
        {
            return null;
        }

        Span<char> expected = stackalloc char[MacLength];
        Sign(tag.AsSpan(0, IdsLength), expected);
        if (!CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(tag.AsSpan(IdsLength))))
        {
            return null;
        }

        return new(tag[..IdLength] is var notice && notice == Confirmation ? null : notice, tag[IdLength..IdsLength]);
    }

    private void Sign(ReadOnlySpan<char> ids, Span<char> mac)
    {
        Span<byte> message = stackalloc byte[Purpose.Length + IdsLength];
        Purpose.CopyTo(message);
        Encoding.ASCII.GetBytes(ids, message[Purpose.Length..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        key.Sign(message, hash);
        for (var i = 0; i < mac.Length; i++)
        {
            var bit = i * BitsALetter;
            var two = (hash[bit / 8] << 8) | hash[(bit / 8) + 1];
            mac[i] = Letters[(two >> (16 - BitsALetter - (bit % 8))) & 31];
        }
    }
}
