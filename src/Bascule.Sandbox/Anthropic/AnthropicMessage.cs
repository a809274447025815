using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>The shape of one message.</summary>
internal static class AnthropicMessage
{
    public static Refusal? Refuse(JsonElement message, string path, bool last, bool beta)
    {
        if (message.ValueKind != JsonValueKind.Object)
        {
            return AnthropicStrictness.Refused($"{path}: Input should be an object");
        }

        if (message.Text("role") is not { } role)
        {
            return AnthropicStrictness.Required($"{path}.role");
        }

        if (role is not ("user" or "assistant") && !(beta && role == "system"))
        {
            return AnthropicStrictness.Refused(role == "system"
                ? "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" as an input message role."
                : $"messages: Unexpected role \"{role}\". Allowed roles are \"user\" or \"assistant\".");
        }

        if (message.Stranger("role", "content") is { } unknown)
        {
            return AnthropicStrictness.Extra($"{path}.{unknown}");
        }

        if (message.Member("content") is not { } content)
        {
            return AnthropicStrictness.Required($"{path}.content");
        }

        if (content.ValueKind is not (JsonValueKind.String or JsonValueKind.Array))
        {
            return AnthropicStrictness.Refused($"{path}.content: Input should be a valid list");
        }

        var prefill = last && role == "assistant";
        if (content.ValueKind == JsonValueKind.String)
        {
            return Words(content.GetString()!, path, prefill);
        }

        if (content.GetArrayLength() == 0)
        {
            return prefill ? null : Hollow(path);
        }

        return content.EnumerateArray().Select((block, at) => AnthropicBlocks.Refuse(block, $"{path}.content.{at}", role, beta)).FirstOrDefault(refusal => refusal is not null)
            ?? (prefill && content[content.GetArrayLength() - 1].Text("text") is { } end ? Trailing(end) : null);
    }

    private static Refusal? Words(string text, string path, bool prefill) =>
        prefill ? Trailing(text)
            : text.Length == 0 ? Hollow(path)
            : string.IsNullOrWhiteSpace(text) ? AnthropicStrictness.Refused("messages: text content blocks must contain non-whitespace text") : null;

    private static Refusal? Trailing(string text) =>
        text.Length > 0 && char.IsWhiteSpace(text[^1]) ? AnthropicStrictness.Refused("messages: final assistant content cannot end with trailing whitespace") : null;

    private static Refusal Hollow(string path) =>
        AnthropicStrictness.Refused($"{path}: all messages must have non-empty content except for the optional final assistant message");
}
