using System.Buffers;

namespace Bascule.Engine.Guardrails.Detection.Secrets;

/// <summary>What the body of a key is written in.</summary>
internal static class Alphabet
{
    private const string Digits = "0123456789";
    private const string Capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private const string Letters = Capitals + "abcdefghijklmnopqrstuvwxyz";

    public static SearchValues<byte> Hex { get; } = Of(Digits + "abcdefABCDEF");

    public static SearchValues<byte> Lower { get; } = Of(Digits + "abcdefghijklmnopqrstuvwxyz");

    public static SearchValues<byte> Upper { get; } = Of(Digits + Capitals);

    public static SearchValues<byte> Alnum { get; } = Of(Digits + Letters);

    public static SearchValues<byte> Word { get; } = Of(Digits + Letters + "_");

    /// <summary>Base64 for URLs; also what a run of the sweep is made of.</summary>
    public static SearchValues<byte> Url { get; } = Of(Digits + Letters + "_-");

    public static SearchValues<byte> Dotted { get; } = Of(Digits + Letters + "_-.");

    public static SearchValues<byte> Base64 { get; } = Of(Digits + Letters + "+/=_-");

    private static SearchValues<byte> Of(string characters) => SearchValues.Create([.. characters.Select(c => (byte)c)]);
}
