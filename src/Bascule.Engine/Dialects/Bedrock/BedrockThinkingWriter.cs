using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Writes <c>additionalModelRequestFields</c>: thinking and <c>top_k</c>, which each family of models spells in its own way.</summary>
internal static class BedrockThinkingWriter
{
    public static void Write(Utf8JsonWriter json, ChatRequest request, RequestWriting how, BedrockModel model, AnthropicThinking thinking)
    {
        var wish = request.Reasoning;
        var off = wish is { Enabled: false } or { Effort: "none" };
        var wanted = wish is not null && !off && (wish.Effort ?? (object?)wish.BudgetTokens ?? wish.Enabled) is not null;
        var effort = Level(wish?.Effort ?? RequestWriter.EffortOf(wish?.BudgetTokens));
        var topK = model.IsClaude || model.IsNova ? request.Sampling.TopK : null;
        if (topK is not null && thinking.IsOn)
        {
            how.Drop("top_k");
            topK = null;
        }

        DropIf(request.Sampling.TopK is not null && topK is null, how.Words.TopK);
        var knows = model.IsClaude || model.IsThinkingNova || model.IsQwen || model.IsGptOss;
        DropIf(wanted && !knows, how.Words.Reasoning);
        DropIf(model.IsClaude && thinking.Effort is not null && !thinking.Adaptive, "output_config.effort");
        var thinks = model.IsClaude ? thinking.IsOn : knows && (wanted || (off && model.IsThinkingNova));
        if (topK is null && !thinks)
        {
            return;
        }

        json.WriteStartObject(W.AdditionalModelRequestFields);
        if (thinks)
        {
            WriteThinking(json, model, thinking, off, effort);
        }

        if (topK is { } count && model.IsClaude)
        {
            json.WriteNumber("top_k"u8, count);
        }
        else if (topK is { } most)
        {
            json.WriteStartObject(W.InferenceConfig);
            json.WriteNumber(W.TopK, most);
            json.WriteEndObject();
        }

        json.WriteEndObject();

        void DropIf(bool condition, string name)
        {
            if (condition)
            {
                how.Drop(name);
            }
        }
    }

    private static void WriteThinking(Utf8JsonWriter json, BedrockModel model, AnthropicThinking thinking, bool off, string effort)
    {
        if (model.IsClaude)
        {
            json.WriteStartObject("thinking"u8);
            json.WriteString(W.Type, thinking.Adaptive ? "adaptive"u8 : "enabled"u8);
            json.OptionalInteger("budget_tokens"u8, thinking.Budget);
            json.WriteEndObject();
            if (thinking is { Adaptive: true, Effort: { } wanted })
            {
                json.WriteStartObject("output_config"u8);
                json.WriteString("effort"u8, wanted);
                json.WriteEndObject();
            }
        }
        else if (model.IsThinkingNova)
        {
            json.WriteStartObject("reasoningConfig"u8);
            json.WriteString(W.Type, off ? "disabled"u8 : "enabled"u8);
            json.OptionalText("maxReasoningEffort"u8, off ? null : effort);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString(model.IsQwen ? "reasoning_config"u8 : "reasoning_effort"u8, effort);
        }
    }

    /// <summary>The three words that all of them know.</summary>
    private static string Level(string? effort) => effort switch
    {
        "minimal" or "low" => "low",
        "high" or "xhigh" or "max" => "high",
        _ => "medium",
    };
}
