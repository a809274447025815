using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bascule.Engine.Resilience.Prompts;

/// <summary>
/// A hash that runs along a prompt, eight bytes a step. Under a key of this process: what is kept of it tells nothing elsewhere, and nobody outside can make two prompts that look alike.
/// </summary>
internal struct PromptHash
{
    /// <summary>Bytes that one step takes.</summary>
    public const int Step = 8;

    private static readonly ulong Key = BinaryPrimitives.ReadUInt64LittleEndian(RandomNumberGenerator.GetBytes(Step)) | 1;

    private ulong _state;

    public PromptHash() => _state = Key;

    /// <param name="seed">Hashes of other seeds have nothing in common.</param>
    public PromptHash(ulong seed) => _state = Key ^ seed;

    public readonly ulong State => _state;

    /// <summary>The hash of some bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes)
    {
        var hash = new PromptHash();
        for (; bytes.Length >= Step; bytes = bytes[Step..])
        {
            hash.Add(bytes);
        }

        Span<byte> rest = stackalloc byte[Step];
        bytes.CopyTo(rest);
        rest[^1] = (byte)(rest[^1] ^ bytes.Length);
        hash.Add(rest);
        return hash.State;
    }

    /// <summary>Goes on over the first eight bytes.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        _state = (_state ^ BinaryPrimitives.ReadUInt64LittleEndian(bytes)) * 0x9E3779B97F4A7C15;
        _state ^= _state >> 29;
        _state *= Key;
        _state ^= _state >> 32;
    }
}
