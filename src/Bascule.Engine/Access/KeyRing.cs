using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Engine.Access;

/// <summary>The keys, by the hash of their secret. The secrets themselves are not here.</summary>
public sealed class KeyRing
{
    private readonly Dictionary<long, KeyEntry[]> _byHash;

    public KeyRing(IReadOnlyList<KeyOptions> keys, bool open)
    {
        Open = open;
        Keys = keys;
        _byHash = keys.Select(key => new KeyEntry(key)).GroupBy(entry => entry.Prefix).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>No key is asked for.</summary>
    public bool Open { get; }

    public IReadOnlyList<KeyOptions> Keys { get; }

    /// <summary>The key with this secret, or null. The secret is hashed first and the hashes compared in constant time, so timing tells nothing of a secret.</summary>
    internal KeyEntry? Find(string secret)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> room = stackalloc byte[256];
        var bytes = Encoding.UTF8.TryGetBytes(secret, room, out var length) ? room[..length] : Encoding.UTF8.GetBytes(secret);
        SHA256.HashData(bytes, hash);
        foreach (var entry in _byHash.GetValueOrDefault(BinaryPrimitives.ReadInt64LittleEndian(hash)) ?? [])
        {
            if (CryptographicOperations.FixedTimeEquals(entry.Hash, hash))
            {
                return entry;
            }
        }

        return null;
    }
}

/// <summary>One key, its hash and networks parsed.</summary>
internal sealed class KeyEntry(KeyOptions options)
{
    private readonly IPNetwork[] _networks = [.. options.Addresses.Select(IPNetwork.Parse)];

    public KeyOptions Options => options;

    public byte[] Hash { get; } = Convert.FromHexString(options.Sha256);

    public long Prefix => BinaryPrimitives.ReadInt64LittleEndian(Hash);

    public bool Admits(IPAddress? address)
    {
        if (_networks.Length == 0)
        {
            return true;
        }

        var plain = address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
        return plain is not null && _networks.Any(network => network.Contains(plain));
    }
}
