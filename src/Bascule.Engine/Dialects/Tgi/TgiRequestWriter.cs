using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Tgi.TgiWire;

namespace Bascule.Engine.Dialects.Tgi;

/// <summary>Writes a request of the hub as inputs and parameters. The router refuses values at the edge of a range, so those that mean the default are left out.</summary>
internal sealed class TgiRequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    /// <summary>Where the caller gave no cap: old routers stop at 20 tokens, and refuse a cap that the context cannot hold.</summary>
    private const long PlainCap = 1024;

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString(W.Inputs, new TgiPrompt(request, how).Write());
        json.WriteStartObject(W.Parameters);
        json.WriteNumber(W.MaxNewTokens, Math.Max(1, request.MaxOutputTokens ?? Math.Min(PlainCap, how.DefaultMaxOutputTokens)));
        json.WriteBoolean(W.Details, true);             // without them nobody says why it stopped
        json.WriteBoolean(W.ReturnFullText, false);     // the answer, not the prompt with the answer behind it
        WriteSampling(request.Sampling);
        WriteGrammar();
        json.WriteEndObject();
        json.WriteBoolean(W.Stream, request.Stream);
        json.WriteEndObject();
        DropRest();
    }

    private void WriteSampling(Sampling sampling)
    {
        if (sampling.Temperature == 0)
        {
            json.WriteBoolean(W.DoSample, false);
        }
        else if (sampling.Temperature > 0)
        {
            json.WriteBoolean(W.DoSample, true);
            json.OptionalNumber(W.Temperature, sampling.Temperature);
        }

        if (sampling.TopP is > 0 and < 1)
        {
            json.OptionalNumber(W.TopP, sampling.TopP);
        }

        if (sampling.TopK > 0)
        {
            json.OptionalInteger(W.TopK, sampling.TopK);
        }

        if (sampling.FrequencyPenalty is not (null or 0))
        {
            json.OptionalNumber(W.FrequencyPenalty, sampling.FrequencyPenalty);
        }

        if (sampling.Seed > 0)
        {
            json.OptionalInteger(W.Seed, sampling.Seed);
        }

        if (sampling.StopSequences.Count > 0)
        {
            json.WriteStartArray(W.Stop);
            foreach (var stop in sampling.StopSequences)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }
    }

    private void WriteGrammar()
    {
        if (request.Output is { Kind: OutputKind.JsonSchema, Schema.IsAbsent: false } schema)
        {
            json.WriteStartObject(W.Grammar);
            json.WriteString(W.Type, W.Json);
            json.OptionalRaw(W.Value, schema.Schema);
            json.WriteEndObject();
        }
        else
        {
            DropIf(request.Output is { Kind: not OutputKind.Text }, how.Words.Format);
        }
    }

    private void DropRest()
    {
        var sampling = request.Sampling;
        DropIf(request.Tools.Count > 0, "tools");
        DropIf(request.ToolChoice is { Kind: not ToolChoiceKind.None }, "tool_choice");
        DropIf(request.Reasoning is not (null or { Enabled: false } or { Effort: "none" }), how.Words.Reasoning);
        DropIf(sampling.TopP is not (null or > 0 and <= 1), "top_p");
        DropIf(sampling.MinP is not (null or 0), "min_p");
        DropIf(sampling.PresencePenalty is not (null or 0), how.Words.PresencePenalty);
        DropIf(sampling.Seed <= 0, "seed");
        DropIf(sampling.LogProbabilities is true, "logprobs");
        DropIf(sampling.TopLogProbabilities is not null, "top_logprobs");
        DropIf(!sampling.LogitBias.IsAbsent, "logit_bias");
        DropIf(request.Choices > 1, how.Words.Choices);
        DropIf(request.User is not null, how.Words.User);
        DropIf(request.Metadata.Count > 0, "metadata");
        DropIf(request.ServiceTier is not (null or "auto"), "service_tier");
        foreach (var field in request.Foreign)
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
