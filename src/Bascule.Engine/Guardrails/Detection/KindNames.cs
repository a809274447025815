using System.Numerics;

namespace Bascule.Engine.Guardrails.Detection;

/// <summary>The kinds' words in the config, by bit.</summary>
internal static class KindNames
{
    // In the order of the bits, which is also the rank: where two findings overlap, the one whose proof is stronger stays.
    private static readonly string[] Words =
    [
        "private_key", "url_credentials", "secret", "iban", "card", "codicefiscale", "insee", "steuerid", "ssn", "nino", "dni", "email", "mac", "ip",
        "phone", "name", "injection", "jailbreak",
    ];

    public static IReadOnlyList<string> All { get; } = Array.AsReadOnly(Words);

    public static string Of(Kinds kind) => Words[BitOperations.TrailingZeroCount((int)kind)];

    public static Kinds Find(string word)
    {
        var at = Array.IndexOf(Words, word);
        return at < 0 ? Kinds.None : (Kinds)(1 << at);
    }

    /// <summary>Lower is stronger. Custom detectors stand behind what is proven and before what is guessed from whole phrases.</summary>
    public static int Rank(string word)
    {
        var at = Array.IndexOf(Words, word);
        return at < 0 ? 2 * Array.IndexOf(Words, "name") + 1 : 2 * at;
    }
}
