using System.Security.Cryptography;
using System.Text;

namespace Bascule.Storage;

/// <summary>AES-GCM over what callers said, so that the database alone tells nobody: nonce, tag, then the text.</summary>
/// <param name="key">32 bytes.</param>
public sealed class ContentCipher(byte[] key)
{
    private static readonly int NonceLength = AesGcm.NonceByteSizes.MaxSize;
    private static readonly int TagLength = AesGcm.TagByteSizes.MaxSize;

    /// <summary>The ciphers of a file with keys of 64 hex digits, one a line; null: it holds none, or something else.</summary>
    public static IReadOnlyList<ContentCipher>? TryReadFile(string path)
    {
        try
        {
            var lines = File.ReadAllLines(path).Select(line => line.Trim()).Where(line => line.Length > 0).ToArray();
            return lines.Length > 0 && lines.All(line => line.Length == 64) ? [.. lines.Select(line => new ContentCipher(Convert.FromHexString(line)))] : null;
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException or FormatException)
        {
            return null;
        }
    }

    /// <param name="place">Where it is to be kept; only there it opens again.</param>
    public byte[] Seal(ReadOnlySpan<byte> content, string place)
    {
        var sealedBytes = new byte[NonceLength + TagLength + content.Length];
        var (nonce, tag, text) = Cut(sealedBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(nonce, content, text, tag, Encoding.UTF8.GetBytes(place));
        return sealedBytes;
    }

    /// <summary>Null: it was sealed under another key, for another place, or changed.</summary>
    public byte[]? Open(byte[] sealedBytes, string place)
    {
        if (sealedBytes.Length < NonceLength + TagLength)
        {
            return null;
        }

        var (nonce, tag, text) = Cut(sealedBytes);
        var content = new byte[text.Length];
        using var aes = new AesGcm(key, TagLength);
        try
        {
            aes.Decrypt(nonce, text, tag, content, Encoding.UTF8.GetBytes(place));
            return content;
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static Pieces Cut(byte[] all) => new() { Nonce = all.AsSpan(0, NonceLength), Tag = all.AsSpan(NonceLength, TagLength), Text = all.AsSpan(NonceLength + TagLength) };

    private readonly ref struct Pieces
    {
        public required Span<byte> Nonce { get; init; }

        public required Span<byte> Tag { get; init; }

        public required Span<byte> Text { get; init; }

        public void Deconstruct(out Span<byte> nonce, out Span<byte> tag, out Span<byte> text)
        {
            nonce = Nonce;
            tag = Tag;
            text = Text;
        }
    }
}
