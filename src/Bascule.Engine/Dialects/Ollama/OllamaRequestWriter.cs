using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Writes a request of the hub for <c>/api/chat</c>.</summary>
internal sealed class OllamaRequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    private bool Own => how.From is W.Words.Dialect or W.Words.GenerateDialect;

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString(W.Model, how.Model);
        new OllamaMessageWriter(json, request, how).Write();
        new OllamaToolWriter(json, request, how).Write();
        json.WriteBoolean(W.Stream, request.Stream);    // it streams unless told not to
        WriteFormat();
        WriteThink();
        WriteOptions();
        json.OptionalFlag(W.Logprobs, request.Sampling.LogProbabilities);
        json.OptionalInteger(W.TopLogprobs, request.Sampling.TopLogProbabilities);
        foreach (var field in Foreign(nested: false))
        {
            json.WritePropertyName(field.Name);
            json.Raw(field.Value);
        }

        json.WriteEndObject();
        DropRest();
    }

    private void WriteFormat()
    {
        if (request.Output is { Kind: OutputKind.JsonSchema, Schema.IsAbsent: false } schema)
        {
            json.OptionalRaw(W.Format, schema.Schema);
        }
        else if (request.Output is { Kind: not OutputKind.Text })
        {
            json.WriteString(W.Format, W.Words.Json);
        }
    }

    private void WriteThink()
    {
        switch (request.Reasoning)
        {
            case null:
                break;
            case { Enabled: false } or { Effort: "none" }:
                json.WriteBoolean(W.Think, false);
                break;
            case { Effort: { } effort }:
                json.WriteString(W.Think, Own ? effort : LevelOf(effort));
                break;
            case { BudgetTokens: { } budget }:
                json.WriteString(W.Think, OpenAiChat.RequestWriter.EffortOf(budget));
                break;
            case { Enabled: true } or { Adaptive: true }:
                json.WriteBoolean(W.Think, true);
                break;
        }
    }

    /// <summary>It knows three levels.</summary>
    private static string LevelOf(string effort) => effort switch
    {
        "minimal" or "low" => "low",
        "medium" => "medium",
        _ => "high",
    };

    private void WriteOptions()
    {
        var sampling = request.Sampling;
        ForeignField[] foreign = [.. Foreign(nested: true)];
        if (foreign.Length == 0 && request.MaxOutputTokens is null && sampling with { LogProbabilities = null, TopLogProbabilities = null, LogitBias = default } == new Sampling())
        {
            return;
        }

        json.WriteStartObject(W.Options);
        json.OptionalInteger(W.NumPredict, request.MaxOutputTokens);
        json.OptionalNumber(W.Temperature, sampling.Temperature);
        json.OptionalNumber(W.TopP, sampling.TopP);
        json.OptionalInteger(W.TopK, sampling.TopK);
        json.OptionalNumber(W.MinP, sampling.MinP);
        json.OptionalNumber(W.FrequencyPenalty, sampling.FrequencyPenalty);
        json.OptionalNumber(W.PresencePenalty, sampling.PresencePenalty);
        json.OptionalInteger(W.Seed, sampling.Seed);
        if (sampling.StopSequences.Count > 0)
        {
            json.WriteStartArray(W.Stop);
            foreach (var stop in sampling.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        foreach (var field in foreign)
        {
            json.WritePropertyName(field.Name[W.Under.Options.Length..]);
            json.Raw(field.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>What only this wire understands: under <c>options</c>, or at the top.</summary>
    private IEnumerable<ForeignField> Foreign(bool nested) => request.Foreign.Where(field =>
        field.Dialect == W.Words.Dialect
        && !field.Name.StartsWith(W.Under.Messages, StringComparison.Ordinal)
        && field.Name.StartsWith(W.Under.Options, StringComparison.Ordinal) == nested);

    private void DropRest()
    {
        DropIf(!request.Sampling.LogitBias.IsAbsent, "logit_bias");
        DropIf(request.Choices > 1, how.Words.Choices);
        DropIf(request.User is not null, how.Words.User);
        DropIf(request.Metadata.Count > 0, "metadata");
        DropIf(request.ServiceTier is not (null or "auto"), "service_tier");
        foreach (var field in request.Foreign.Except(Foreign(nested: false)).Except(Foreign(nested: true)))
        {
            how.Drop(field.Name);
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
