using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>The system prompt: a text, or text blocks.</summary>
internal static class AnthropicSystem
{
    public static Refusal? Refuse(JsonElement body)
    {
        if (body.Member("system") is not { } system || system.ValueKind == JsonValueKind.String)
        {
            return null;
        }

        if (system.ValueKind != JsonValueKind.Array)
        {
            return AnthropicStrictness.Refused("system: Input should be a valid list");
        }

        return system.EnumerateArray().Select((block, at) => block.Text("type") != "text"
            ? AnthropicStrictness.Refused($"system.{at}.type: Input should be 'text'")
            : AnthropicBlocks.Refuse(block, $"system.{at}", "user", false)).FirstOrDefault(refusal => refusal is not null);
    }
}
