using System.Security.Cryptography;
using System.Text;

namespace Bascule.Storage.Secrets;

/// <summary>The keys that all gateways of one database must agree on: what one hashed or sealed, another finds or opens.</summary>
/// <param name="users">Under which end users' ids are hashed.</param>
/// <param name="responses">Under which kept responses are sealed.</param>
/// <param name="content">Under which redacted words are sealed.</param>
public sealed class SharedSecrets(byte[] users, byte[] responses, byte[] content)
{
    /// <summary>Bytes of each.</summary>
    public const int Length = 32;

    public ContentCipher Responses { get; } = new(responses);

    public ContentCipher Content { get; } = new(content);

    /// <summary>All three out of one secret of the config.</summary>
    public static SharedSecrets Of(string secret)
    {
        var material = Encoding.UTF8.GetBytes(secret);
        byte[] Key(string purpose) => HKDF.DeriveKey(HashAlgorithmName.SHA256, material, Length, info: Encoding.UTF8.GetBytes("bascule " + purpose));
        return new SharedSecrets(Key("users"), Key("responses"), Key("content"));
    }

    /// <summary>What the ledger keeps of an end user's id: an HMAC, hex.</summary>
    public string HashUser(string user) => Convert.ToHexStringLower(HMACSHA256.HashData(users, Encoding.UTF8.GetBytes(user)));
}
