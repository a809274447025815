using System.Text.Json;
using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// Writes a request of the hub as a chat completion. What OpenAI's own members cannot say, but this wire's dialects know (<c>top_k</c>, cache marks, budgets),
/// is written only for a caller who said it in this dialect: an unknown member is a 400 at most providers.
/// </summary>
internal sealed class RequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private bool Own => how.From == OpenAiChatDialect.DialectName;

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString(W.Model, how.Model);
        new MessageWriter(json, request, how).Write();
        new ToolWriter(json, request, how).Write();
        WriteSampling(request.Sampling);
        WriteOutput(json, request.Output);
        WriteReasoning(request.Reasoning);

        // `max_completion_tokens` is known to OpenAI alone, `max_tokens` to all but its reasoning models: the catalog's quirks rename it there.
        json.OptionalInteger(W.MaxTokens, request.MaxOutputTokens);
        if (request.Choices != 1)
        {
            json.WriteNumber(W.N, request.Choices);
        }

        WriteStream();
        WriteContinuation();
        WriteCaller();
        WriteForeign();
        json.WriteEndObject();
    }

    private string Word(string own, string anthropic) => how.From switch { "anthropic" => anthropic, "gemini" => "thinkingConfig", _ => own };

    private void WriteSampling(Sampling sampling)
    {
        json.OptionalNumber(W.Temperature, sampling.Temperature);
        json.OptionalNumber(W.TopP, sampling.TopP);
        if (Own)
        {
            json.OptionalInteger(W.TopK, sampling.TopK);
            json.OptionalNumber(W.MinP, sampling.MinP);
        }
        else
        {
            DropIf(sampling.TopK is not null, how.Words.TopK);
            DropIf(sampling.MinP is not null, "min_p");
        }

        json.OptionalNumber(W.FrequencyPenalty, sampling.FrequencyPenalty);
        json.OptionalNumber(W.PresencePenalty, sampling.PresencePenalty);
        json.OptionalInteger(W.Seed, sampling.Seed);
        WriteStop(json, sampling.StopSequences);
        json.OptionalFlag(W.Logprobs, sampling.LogProbabilities);
        json.OptionalInteger(W.TopLogprobs, sampling.TopLogProbabilities);
        json.OptionalRaw(W.LogitBias, sampling.LogitBias);
    }

    public static void WriteStop(Utf8JsonWriter json, IReadOnlyList<string> stops)
    {
        if (stops.Count == 0)
        {
            return;
        }

        json.WriteStartArray(W.Stop);
        foreach (var stop in stops)
        {
            json.WriteStringValue(stop);
        }

        json.WriteEndArray();
    }

    public static void WriteOutput(Utf8JsonWriter json, OutputFormat? output)
    {
        if (output is null)
        {
            return;
        }

        json.WriteStartObject(W.ResponseFormat);
        switch (output.Kind)
        {
            case OutputKind.JsonSchema:
                json.WriteString(W.Type, W.JsonSchema);
                json.WriteStartObject(W.JsonSchema);
                json.WriteString(W.Name, output.Name ?? "response");
                json.OptionalText(W.Description, output.Description);
                json.OptionalRaw(W.Schema, output.Schema);
                json.OptionalFlag(W.Strict, output.Strict);
                json.WriteEndObject();
                break;
            case OutputKind.JsonObject:
                json.WriteString(W.Type, "json_object"u8);
                break;
            default:
                json.WriteString(W.Type, W.Text);
                break;
        }

        json.WriteEndObject();
    }

    private void WriteReasoning(ReasoningWish? wish)
    {
        var rest = request.Foreign.Where(field => IsUnder(field, ForeignMembers.Reasoning)).ToArray();
        if (wish is null && rest.Length == 0)
        {
            return;
        }

        wish ??= new ReasoningWish();
        if (Own && (rest.Length > 0 || wish.Enabled is not null || wish.BudgetTokens is not null || wish.Summary is not null))
        {
            json.WriteStartObject(W.Reasoning);
            json.OptionalFlag(W.Enabled, wish.Enabled);
            json.OptionalText(W.Effort, wish.Effort);
            json.OptionalInteger(W.MaxTokens, wish.BudgetTokens);
            json.OptionalText(W.Summary, wish.Summary);
            WriteUnder(rest, ForeignMembers.Reasoning);
            json.WriteEndObject();
            return;
        }

        var effort = wish.Effort ?? EffortOf(wish.BudgetTokens);
        json.OptionalText(W.ReasoningEffort, effort);

        // Most providers know no word for 'off' or 'as you like', but do think little or nothing when not asked.
        DropIf(effort is null && (wish.Enabled is not null || wish.Adaptive), Word("reasoning", "thinking"));
    }

    /// <summary>The word for a budget, for those who know words only.</summary>
    public static string? EffortOf(long? budget) => budget switch
    {
        null => null,
        <= 2048 => "low",
        <= 8192 => "medium",
        _ => "high",
    };

    private void WriteStream()
    {
        if (!request.Stream)
        {
            return;
        }

        json.WriteBoolean(W.Stream, true);
        json.WriteStartObject(W.StreamOptions);
        json.WriteBoolean(W.IncludeUsage, true);
        WriteUnder(request.Foreign.Where(field => IsUnder(field, ForeignMembers.StreamOptions)), ForeignMembers.StreamOptions);
        json.WriteEndObject();
    }

    /// <summary>The engines' chat templates begin a new message unless told otherwise, and take only one of the two members as true.</summary>
    private void WriteContinuation()
    {
        if (request.Continues && how.Prefill == PrefillForm.ContinueFinalMessage)
        {
            json.WriteBoolean(W.ContinueFinalMessage, true);
            json.WriteBoolean(W.AddGenerationPrompt, false);
        }
    }

    private void WriteCaller()
    {
        json.OptionalText(W.User, request.User);
        if (request.ServiceTier is { } tier && (Own || tier == "auto"))
        {
            json.WriteString(W.ServiceTier, tier);
        }
        else
        {
            DropIf(request.ServiceTier is not null, "service_tier");
        }

        if (!Own)
        {
            DropIf(request.Metadata.Count > 0, "metadata");
        }
        else if (request.Metadata.Count > 0)
        {
            json.WriteStartObject(W.Metadata);
            foreach (var (name, value) in request.Metadata)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }
    }

    private void WriteForeign()
    {
        foreach (var field in request.Foreign)
        {
            if (field.Dialect != OpenAiChatDialect.DialectName)
            {
                how.Drop(field.Name);
            }
            else if (request.Continues && ForeignMembers.Beginnings.Contains(field.Name))
            {
                // The caller's own word on where his answer begins holds for his turns, not for what was added to them.
            }
            else if (field.Name.StartsWith(ForeignMembers.Messages, StringComparison.Ordinal))
            {
                how.Drop(field.Name);
            }
            else if (!IsUnder(field, ForeignMembers.Reasoning) && !IsUnder(field, ForeignMembers.StreamOptions))
            {
                json.WritePropertyName(field.Name);
                json.Raw(field.Value);
            }
        }
    }

    private static bool IsUnder(ForeignField field, string prefix) =>
        field.Dialect == OpenAiChatDialect.DialectName && field.Name.StartsWith(prefix, StringComparison.Ordinal);

    private void WriteUnder(IEnumerable<ForeignField> fields, string prefix)
    {
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name[prefix.Length..]);
            json.Raw(field.Value);
        }
    }

    private void DropIf(bool condition, string name)
    {
        if (condition)
        {
            how.Drop(name);
        }
    }
}
