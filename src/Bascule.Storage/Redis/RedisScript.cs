using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Storage.Redis;

/// <summary>A Lua script, called by its hash; a Redis that does not know it gets its text.</summary>
internal sealed class RedisScript
{
    [SuppressMessage("Security", "CA5350:Do not use weak cryptographic algorithms", Justification = "The name that Redis gives a script; nothing is kept safe by it.")]
    public RedisScript(string text) => (Text, Hash) = (Encoding.UTF8.GetBytes(text), Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA1.HashData(Encoding.UTF8.GetBytes(text)))));

    public byte[] Text { get; }

    /// <summary>As EVALSHA takes it.</summary>
    public byte[] Hash { get; }
}
