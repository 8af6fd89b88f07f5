using System.IO.Compression;
using System.Security.Cryptography;

namespace StatusPage.Publishing;

/// <summary>Finished content in every coding it is served in.</summary>
internal sealed class Body
{
    private Body(byte[] identity, byte[] gzip, byte[] brotli)
    {
        Identity = identity;
        Gzip = gzip;
        Brotli = brotli;
        Tag = Convert.ToHexStringLower(SHA256.HashData(identity).AsSpan(0, 16));
    }

    public ReadOnlyMemory<byte> Identity { get; }

    public ReadOnlyMemory<byte> Gzip { get; }

    public ReadOnlyMemory<byte> Brotli { get; }

    /// <summary>Of the content itself, the same in every coding: hence a weak entity tag.</summary>
    public string Tag { get; }

    public ReadOnlyMemory<byte> In(ContentCoding coding) => coding switch
    {
        ContentCoding.Brotli => Brotli,
        ContentCoding.Gzip => Gzip,
        _ => Identity,
    };

    /// <summary>Compressed for content that lives until the next change: most of the gain for little time.</summary>
    public static Body Quick(byte[] content) => new(content, Zip(content, CompressionLevel.Fastest), Brotlied(content, quality: 5));

    /// <summary>Compressed once as far as it goes, for content that never changes while the program runs.</summary>
    public static Body Thorough(byte[] content) => new(content, Zip(content, CompressionLevel.SmallestSize), Brotlied(content, quality: 11));

    private static byte[] Zip(byte[] content, CompressionLevel level)
    {
        using var target = new MemoryStream(content.Length / 4);
        using (var zip = new GZipStream(target, level, leaveOpen: true))
        {
            zip.Write(content);
        }

        return target.ToArray();
    }

    private static byte[] Brotlied(byte[] content, int quality)
    {
        var target = new byte[BrotliEncoder.GetMaxCompressedLength(content.Length)];
        return BrotliEncoder.TryCompress(content, target, out var written, quality, window: 20)
            ? target[..written]
            : throw new InvalidOperationException("Brotli needed more than its own upper bound.");
    }
}
