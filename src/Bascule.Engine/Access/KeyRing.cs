using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Engine.Access;

/// <summary>The keys, by the hash of their secret. The secrets themselves are not here.</summary>
public sealed class KeyRing
{
    private readonly Dictionary<long, KeyEntry[]> _byHash;

    /// <param name="keys">Every key that counts.</param>
    /// <param name="open">No key is asked for.</param>
    /// <param name="incomplete">There may be more keys, which cannot be read now.</param>
    public KeyRing(IReadOnlyList<KeyOptions> keys, bool open, bool incomplete = false)
    {
        Open = open;
        Incomplete = incomplete;
        Keys = keys;
        _byHash = keys.SelectMany(KeyEntry.Of).GroupBy(entry => entry.Prefix).ToDictionary(group => group.Key, group => group.ToArray());
    }

    /// <summary>No key is asked for.</summary>
    public bool Open { get; }

    /// <summary>There may be more keys than these: who is not known here is not refused as a stranger.</summary>
    public bool Incomplete { get; }

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

/// <summary>One secret of a key, its hash and networks parsed.</summary>
internal sealed class KeyEntry
{
    private readonly IPNetwork[] _networks;

    private KeyEntry(KeyOptions options, string sha256, DateTimeOffset? until)
    {
        _networks = [.. options.Addresses.Select(IPNetwork.Parse)];
        Hash = Convert.FromHexString(sha256);
        Caller = new Caller(options, until);
    }

    /// <summary>Who asks with it: one object for all his requests.</summary>
    public Caller Caller { get; }

    public byte[] Hash { get; }

    public long Prefix => BinaryPrimitives.ReadInt64LittleEndian(Hash);

    /// <summary>The secrets of a key, the newest first.</summary>
    public static IEnumerable<KeyEntry> Of(KeyOptions options) =>
        [new(options, options.Sha256, null), .. options.Retiring.Select(old => new KeyEntry(options, old.Sha256, old.Until))];

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
