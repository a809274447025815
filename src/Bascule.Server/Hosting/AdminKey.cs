using System.Security.Cryptography;
using System.Text;

namespace Bascule.Server.Hosting;

/// <summary>The admin key, hashed; it is compared in constant time.</summary>
public sealed class AdminKey(string secret)
{
    private readonly byte[] _hash = SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public bool Is(string presented)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(presented), hash);
        return CryptographicOperations.FixedTimeEquals(_hash, hash);
    }
}
