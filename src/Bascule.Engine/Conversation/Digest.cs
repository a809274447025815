using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bascule.Engine.Conversation;

/// <summary>A SHA-256, as a value: a row has two of them, and as text they would be the largest things in it.</summary>
public readonly record struct Digest(ulong A, ulong B, ulong C, ulong D)
{
    public const int HexLength = 64;

    public static Digest Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return From(hash);
    }

    /// <param name="hash">32 bytes.</param>
    public static Digest From(ReadOnlySpan<byte> hash) => new(
        BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash[8..]), BinaryPrimitives.ReadUInt64BigEndian(hash[16..]), BinaryPrimitives.ReadUInt64BigEndian(hash[24..]));

    public static bool TryParse(string? hex, out Digest digest)
    {
        digest = default;
        if (hex is not { Length: HexLength })
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        digest = From(bytes);
        return true;
    }

    /// <summary>The same of UTF-8.</summary>
    public static bool TryParse(ReadOnlySpan<byte> hex, out Digest digest)
    {
        digest = default;
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        if (hex.Length != HexLength || Convert.FromHexString(hex, bytes, out _, out _) != System.Buffers.OperationStatus.Done)
        {
            return false;
        }

        digest = From(bytes);
        return true;
    }

    /// <summary>Writes it as lower-case hex.</summary>
    /// <param name="into">64 bytes.</param>
    public void Write(Span<byte> into)
    {
        Span<byte> bytes = stackalloc byte[SHA256.HashSizeInBytes];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, A);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], B);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[16..], C);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[24..], D);
        for (var i = 0; i < bytes.Length; i++)
        {
            (into[i * 2], into[(i * 2) + 1]) = (Hex(bytes[i] >> 4), Hex(bytes[i] & 15));
        }
    }

    /// <summary>Lower-case hex.</summary>
    public override string ToString()
    {
        Span<byte> hex = stackalloc byte[HexLength];
        Write(hex);
        return System.Text.Encoding.ASCII.GetString(hex);
    }

    private static byte Hex(int half) => (byte)(half < 10 ? '0' + half : 'a' + half - 10);
}
