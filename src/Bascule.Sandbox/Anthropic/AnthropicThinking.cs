using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>What thinking forbids beside it, and that a tool loop brings it back signed and unchanged.</summary>
internal static class AnthropicThinking
{
    private const int MinBudget = 1024;

    public static Refusal? Refuse(JsonElement body)
    {
        if (body.Member("thinking") is not { } thinking)
        {
            return null;
        }

        return thinking.Text("type") switch
        {
            "disabled" or "adaptive" => null,
            "enabled" => Budget(body, thinking) ?? Beside(body) ?? Loop(body.GetProperty("messages")),
            null => AnthropicStrictness.Required("thinking.type"),
            var other => AnthropicStrictness.Refused($"thinking: Input tag '{other}' found using 'type' does not match any of the expected tags: 'adaptive', 'disabled', 'enabled'"),
        };
    }

    public static Refusal? RefuseBlock(JsonElement block, string path, AnthropicTerms terms)
    {
        if (block.Text("type") == "redacted_thinking")
        {
            return string.IsNullOrEmpty(block.Text("data")) ? AnthropicStrictness.Required($"{path}.redacted_thinking.data") : null;
        }

        if (block.Text("type") != "thinking")
        {
            return null;
        }

        return block.Text("thinking") is not { } text ? AnthropicStrictness.Required($"{path}.thinking.thinking")
            : block.Text("signature") is not { } signature ? AnthropicStrictness.Required($"{path}.thinking.signature")
            : signature.Length == 0 || (!terms.TakesForeignSignatures && !Signatures.Accepts(text, signature)) ? AnthropicStrictness.Refused($"{path}: Invalid `signature` in `thinking` block")
            : null;
    }

    private static Refusal? Budget(JsonElement body, JsonElement thinking)
    {
        if (thinking.Int("budget_tokens") is not { } budget)
        {
            return AnthropicStrictness.Required("thinking.enabled.budget_tokens");
        }

        return budget < MinBudget ? AnthropicStrictness.Refused($"thinking.enabled.budget_tokens: Input should be greater than or equal to {MinBudget}")
            : body.Int("max_tokens") <= budget ? AnthropicStrictness.Refused("`max_tokens` must be greater than `thinking.budget_tokens`.") : null;
    }

    private static Refusal? Beside(JsonElement body) =>
        body.Member("temperature") is { } temperature && temperature.GetDouble() is not 1 ? AnthropicStrictness.Refused("`temperature` may only be set to 1 when thinking is enabled.")
            : body.Member("top_k") is not null ? AnthropicStrictness.Refused("`top_k` must be unset when thinking is enabled.")
            : body.Member("top_p") is { } top && top.GetDouble() < 0.95 ? AnthropicStrictness.Refused("`top_p` must be at least 0.95 or unset when thinking is enabled.")
            : body.Member("tool_choice")?.Text("type") is "any" or "tool" ? AnthropicStrictness.Refused("Thinking may not be enabled when tool_choice forces tool use.") : null;

    // Only while tools are being answered: an older turn's thinking may be left out.
    private static Refusal? Loop(JsonElement messages)
    {
        var all = messages.EnumerateArray().ToArray();
        if (!all[^1].Member("content").Items().Any(block => block.Text("type") == "tool_result"))
        {
            return null;
        }

        var end = Array.FindLastIndex(all, message => message.Text("role") == "assistant");
        var start = end;
        while (start > 0 && all[start - 1].Text("role") == "assistant")
        {
            start--;
        }

        var first = start < 0 ? null : all[start].Member("content").Items().Select(block => block.Text("type")).FirstOrDefault() ?? "text";
        return first is "thinking" or "redacted_thinking" ? null
            : AnthropicStrictness.Refused($"messages.{start}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{first}`. When `thinking` is enabled, the final `assistant` message of a tool loop must start with a thinking block.");
    }
}
