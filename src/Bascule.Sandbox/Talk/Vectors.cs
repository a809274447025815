using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Bascule.Sandbox.Talk;

/// <summary>Simulated embeddings: each word pulls in a direction of its own, so texts that share words lie near each other, always in the same place.</summary>
internal static class Vectors
{
    public const int UsualLength = 64;

    /// <summary>Bounds what a caller's dimensions can make the sandbox write.</summary>
    public const int MaxLength = 4_096;

    private const int MaxWords = 2_000;

    public static float[] Of(string text, int? dimensions = null)
    {
        var vector = new float[Math.Clamp(dimensions ?? UsualLength, 1, MaxLength)];
        foreach (var word in text.ToLowerInvariant().Split([' ', '\n', '\t', '.', ',', '?', '!'], StringSplitOptions.RemoveEmptyEntries).Take(MaxWords).DefaultIfEmpty("nothing"))
        {
            var hash = SHA256.HashData(Encoding.UTF8.GetBytes(word));
            for (var at = 0; at < 8; at++)
            {
                var bits = BinaryPrimitives.ReadUInt32LittleEndian(hash.AsSpan(at * 4));
                vector[bits % vector.Length] += (bits & 0x8000_0000) == 0 ? 1f : -1f;
            }
        }

        var length = MathF.Sqrt(vector.Sum(one => one * one));
        return length == 0 ? vector : [.. vector.Select(one => one / length)];
    }

    /// <summary>How alike two texts are, from 0 to 1.</summary>
    public static double Likeness(string one, string other) => Math.Clamp(Of(one).Zip(Of(other), (a, b) => (double)a * b).Sum(), 0, 1);
}
