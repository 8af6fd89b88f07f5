using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace StatusPage.Platform;

/// <summary>Secrets that travel in links and headers: 256 random bits in base64url, kept only as their SHA-256.</summary>
internal static class Tokens
{
    public static string New() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    public static bool SameInConstantTime(string left, string right) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));
}
