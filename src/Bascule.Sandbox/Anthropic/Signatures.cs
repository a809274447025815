using System.Security.Cryptography;
using System.Text;

namespace Bascule.Sandbox.Anthropic;

/// <summary>Signs simulated thinking, so that it is known again unchanged when a tool loop brings it back.</summary>
public static class Signatures
{
    // Not a secret: it keeps translations honest, it protects nothing.
    private static readonly byte[] Key = "bascule sandbox"u8.ToArray();

    public static string Sign(string thinking) => $"Es{Convert.ToBase64String(HMACSHA256.HashData(Key, Encoding.UTF8.GetBytes(thinking)))}";

    public static bool Accepts(string thinking, string signature) => string.Equals(Sign(thinking), signature, StringComparison.Ordinal);
}
