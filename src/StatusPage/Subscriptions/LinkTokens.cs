using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using StatusPage.Platform;
using StatusPage.Platform.Sites;

namespace StatusPage.Subscriptions;

/// <summary>
/// What the manage and unsubscribe links in mails carry: <c>{id}.{mac}</c>, the mac being HMAC-SHA256 under the site's key in base64url.
/// Nothing is stored for a link, and a fan-out makes each one without touching the database.
/// </summary>
internal sealed class LinkTokens(SiteStore site)
{
    private const int IdLength = 12;
    private const int MacLength = 43;
    private const int Length = IdLength + 1 + MacLength;

    // Whatever else is signed with the site's key one day cannot be passed off as a link of a subscription.
    private static ReadOnlySpan<byte> Purpose => "subscription:"u8;

    private byte[]? key;

    /// <summary>Reads the key. Runs when the service starts; later calls do nothing.</summary>
    public async Task Load(CancellationToken cancellation = default) => key ??= Encoding.UTF8.GetBytes(await site.LinkKey(cancellation));

    /// <summary>The token of a subscription's links. Allocates the text alone.</summary>
    public string ManageToken(string subscriptionId) => string.Create(Length, (subscriptionId, Key), static (text, state) =>
    {
        state.subscriptionId.CopyTo(text);
        text[IdLength] = '.';
        Sign(state.Key, text[..IdLength], text[(IdLength + 1)..]);
    });

    /// <summary>The subscription that a token was made for, or false when the token was not made here.</summary>
    public bool TryRead(string? token, out string subscriptionId)
    {
        subscriptionId = "";
        if (token is not { Length: Length } || token[IdLength] != '.')
        {
            return false;
        }

        var id = token[..IdLength];
        if (!Ids.IsWellFormed(id))
        {
            return false;
        }

        Span<char> expected = stackalloc char[MacLength];
        Sign(Key, id, expected);
        if (!CryptographicOperations.FixedTimeEquals(
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(expected),
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(token.AsSpan(IdLength + 1))))
        {
            return false;
        }

        subscriptionId = id;
        return true;
    }

    /// <summary>HMAC-SHA256 under the site's key, for other tokens; a message begins with what the token is for.</summary>
    internal void Sign(ReadOnlySpan<byte> message, Span<byte> mac) => HMACSHA256.HashData(Key, message, mac);

    private byte[] Key => key ?? throw new InvalidOperationException("The link key is not loaded: LinkTokens.Load runs before links are made.");

    private static void Sign(byte[] key, ReadOnlySpan<char> id, Span<char> mac)
    {
        Span<byte> message = stackalloc byte[Purpose.Length + IdLength];
        Purpose.CopyTo(message);
        Encoding.ASCII.GetBytes(id, message[Purpose.Length..]);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, hash);
        Base64Url.EncodeToChars(hash, mac);
    }
}

/// <summary>Loads the key before anything that the host starts can ask for a link.</summary>
internal sealed class LinkKeyLoader(LinkTokens tokens) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => tokens.Load(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
