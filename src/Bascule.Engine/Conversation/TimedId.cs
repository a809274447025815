using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Bascule.Engine.Conversation;

/// <summary>UUIDs of version 7 (RFC 9562), as <see cref="Guid.CreateVersion7(DateTimeOffset)"/> makes them; that one asks the kernel for the random bytes of each, which is 2 % of a small request.</summary>
public static class TimedId
{
    /// <summary>Random bytes fetched at a time, a thread: those of some 400 ids.</summary>
    private const int Fetched = 4_096;

    private const int Random = 10;

    [ThreadStatic]
    private static byte[]? _random;

    [ThreadStatic]
    private static int _used;

    /// <param name="at">Its first 48 bits, in milliseconds since 1970.</param>
    public static Guid New(DateTimeOffset at)
    {
        var random = _random ??= new byte[Fetched];
        if (_used == 0 || _used + Random > Fetched)
        {
            RandomNumberGenerator.Fill(random);
            _used = 0;
        }

        Span<byte> id = stackalloc byte[16];
        BinaryPrimitives.WriteInt64BigEndian(id, at.ToUnixTimeMilliseconds() << 16);
        var taken = random.AsSpan(_used, Random);
        taken.CopyTo(id[6..]);
        taken.Clear();    // nobody finds it in memory later
        _used += Random;
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
