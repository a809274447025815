using System.Numerics;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>
/// Rendezvous hashing: each conversation draws its own fixed number for each candidate, so that a candidate that goes takes only its own conversations with it. Written out here because the
/// runtime's string hash differs from process to process.
/// </summary>
internal static class SessionDraw
{
    /// <summary>A number above 0 and up to 1.</summary>
    public static double Of(string? tenant, string session, string candidate)
    {
        var hash = 14695981039346656037;
        hash = Add(hash, tenant);
        hash = Add(hash, session);
        hash = Add(hash, candidate);

        // FNV-1a alone leaves what differs in the last letters close together; this is splitmix64's end.
        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EB;
        hash ^= hash >> 31;
        return ((hash >> 11) + 1) / (double)(1UL << 53);
    }

    private static ulong Add(ulong hash, string? text)
    {
        const ulong prime = 1099511628211;
        foreach (var letter in text ?? "")
        {
            hash = (hash ^ letter) * prime;
        }

        return BitOperations.RotateLeft(hash, 1) * prime;    // so that 'ab', 'c' and 'a', 'bc' differ
    }
}
