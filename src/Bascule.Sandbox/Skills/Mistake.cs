using System.Security.Cryptography;
using System.Text;

namespace Bascule.Sandbox.Skills;

/// <summary>A stable number from a text, so that a wrong answer is wrong in the same way every time, also in another process.</summary>
internal static class Mistake
{
    public static int Seed(string text, int below)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(text), hash);
        return (int)(BitConverter.ToUInt32(hash) % (uint)below);
    }
}
