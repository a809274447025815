using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Engine.Policy.Conditions;

/// <summary>Draws a share by what is drawn from: the same one is always in or always out, in every process.</summary>
internal static class StableShare
{
    /// <summary>Whether <paramref name="drawn"/> is in the share. Two purposes draw apart when their texts differ.</summary>
    public static bool Holds(decimal share, string drawn)
    {
        // A plain hash of short, alike names clusters, and callers choose the session's: SHA-256 costs under a microsecond, and only where a share is asked for.
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(drawn), hash);
        return BinaryPrimitives.ReadUInt32BigEndian(hash) < share * (1L << 32);
    }
}
