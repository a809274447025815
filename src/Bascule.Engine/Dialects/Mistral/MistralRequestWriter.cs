using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using M = Bascule.Engine.Dialects.Mistral.MistralWire;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.Mistral;

/// <summary>Writes a request with the members that Mistral documents, and names the others: it answers 422 to a member it does not know.</summary>
internal sealed class MistralRequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private const double MaxTemperature = 1.5;

    public void Write()
    {
        var wish = request.Reasoning;
        var thinks = wish is { Enabled: not false, Effort: not "none" } && (wish.Effort ?? (object?)wish.BudgetTokens ?? wish.Enabled) is not null;
        json.WriteStartObject();
        json.WriteString(W.Model, how.Model);
        new MistralMessageWriter(json, request, how, thinks || ThinksByItself).Write();
        new MistralToolWriter(json, request, how).Write();
        WriteSampling(request.Sampling);
        WriteOutput(request.Output);
        WriteReasoning(wish, thinks);
        json.OptionalInteger(W.MaxTokens, request.MaxOutputTokens);
        if (request.Choices != 1)
        {
            json.WriteNumber(W.N, request.Choices);
        }

        if (request.Stream)
        {
            json.WriteBoolean(W.Stream, true);    // usage comes unasked
        }

        WriteMetadata();
        WriteForeign();
        json.WriteEndObject();
    }

    private bool ThinksByItself => how.Model.StartsWith("magistral", StringComparison.Ordinal);

    private void WriteSampling(Sampling sampling)
    {
        DropIf(sampling.Temperature > MaxTemperature, "temperature");
        json.OptionalNumber(W.Temperature, sampling.Temperature is { } temperature ? Math.Min(temperature, MaxTemperature) : null);
        json.OptionalNumber(W.TopP, sampling.TopP);
        json.OptionalNumber(W.FrequencyPenalty, sampling.FrequencyPenalty);
        json.OptionalNumber(W.PresencePenalty, sampling.PresencePenalty);
        DropIf(sampling.Seed < 0, "seed");
        json.OptionalInteger(M.RandomSeed, sampling.Seed >= 0 ? sampling.Seed : null);
        RequestWriter.WriteStop(json, sampling.StopSequences);
        json.OptionalFlag(W.Logprobs, sampling.LogProbabilities);
        json.OptionalInteger(W.TopLogprobs, sampling.TopLogProbabilities);
        DropIf(sampling.TopK is not null, how.Words.TopK);
        DropIf(sampling.MinP is not null, "min_p");
        DropIf(!sampling.LogitBias.IsAbsent, "logit_bias");
    }

    private void WriteOutput(OutputFormat? output)
    {
        // A schema is demanded where one is announced.
        var schemaless = output is { Kind: OutputKind.JsonSchema, Schema.IsAbsent: true };
        RequestWriter.WriteOutput(json, schemaless ? output! with { Kind = OutputKind.JsonObject } : output);
    }

    /// <summary>Mistral knows only on and off: every effort asked for is on. Models made for thinking have a prompt for it instead.</summary>
    private void WriteReasoning(ReasoningWish? wish, bool thinks)
    {
        if (ThinksByItself)
        {
            if (thinks && !request.Foreign.Any(field => field.Name == "prompt_mode"))
            {
                json.WriteString(M.PromptMode, "reasoning"u8);
            }

            DropIf(wish is { Enabled: false } or { Effort: "none" }, how.Words.Reasoning);
        }
        else if (thinks)
        {
            json.WriteString(W.ReasoningEffort, "high"u8);
        }
    }

    private void WriteMetadata()
    {
        DropIf(request.User is not null, how.Words.User);
        DropIf(request.ServiceTier is not (null or "auto"), "service_tier");
        if (request.Metadata.Count == 0)
        {
            return;
        }

        json.WriteStartObject(W.Metadata);
        foreach (var (name, value) in request.Metadata)
        {
            json.WriteString(name, value);
        }

        json.WriteEndObject();
    }

    private void WriteForeign()
    {
        foreach (var field in request.Foreign)
        {
            if (field.Dialect != OpenAiChatDialect.DialectName || !M.OwnMembers.Contains(field.Name) || (field.Name == "random_seed" && request.Sampling.Seed is not null))
            {
                // Mistral tells usage unasked, and the last assistant's message is a prefix here without being called one.
                DropIf(!field.Name.StartsWith(ForeignMembers.StreamOptions, StringComparison.Ordinal) && field.Name != ForeignMembers.Messages + "prefix", field.Name);
                continue;
            }

            json.WritePropertyName(field.Name);
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
