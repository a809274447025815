using System.Text;
using Bascule.Sandbox.Anthropic;

namespace Bascule.Sandbox.Gemini;

/// <summary>The signature of a simulated thought: base64 as protobuf wants it, and known again with its call.</summary>
internal static class GeminiSignature
{
    /// <summary>What Google lets stand in for a signature of a turn that another model made.</summary>
    private static readonly string[] StandIns = ["context_engineering_is_the_way_to_go", "skip_thought_signature_validator"];

    public static string Of(string function) => Convert.ToBase64String(Encoding.UTF8.GetBytes(Signatures.Sign($"gemini {function}")));

    public static bool Accepts(string function, string signature) =>
        StandIns.Any(standIn => signature == standIn || signature == Convert.ToBase64String(Encoding.UTF8.GetBytes(standIn))) || signature == Of(function);
}
