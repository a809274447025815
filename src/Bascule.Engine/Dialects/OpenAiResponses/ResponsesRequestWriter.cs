using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>
/// Writes a request of the hub as a responses request that its provider does not keep: the whole conversation goes along, and reasoning comes back encrypted,
/// so that it survives a tool loop without the provider's memory.
/// </summary>
internal sealed class ResponsesRequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    /// <summary>The provider refuses less.</summary>
    private const long LeastOutput = 16;

    /// <summary>Members of chat completions that mean the same here, and their names here.</summary>
    private static readonly Dictionary<string, string> SharedWithChat = new()
    {
        ["prompt_cache_key"] = "prompt_cache_key",
        ["prompt_cache_retention"] = "prompt_cache_retention",
        ["safety_identifier"] = "safety_identifier",
        ["verbosity"] = ResponsesForeign.Text + "verbosity",
    };

    private readonly ForeignField[] _foreign = [.. request.Foreign.Select(Shared).Where(field => field.Dialect == OpenAiResponsesDialect.DialectName)];

    private bool Own => how.From == OpenAiResponsesDialect.DialectName;

    public void Write()
    {
        json.WriteStartObject();
        json.WriteString(W.Model, how.Model);
        new ResponsesInputWriter(json, request, how).Write();
        new ResponsesToolWriter(json, request, how).Write();
        json.OptionalNumber(W.Temperature, request.Sampling.Temperature);
        json.OptionalNumber(W.TopP, request.Sampling.TopP);
        json.OptionalInteger(W.TopLogprobs, request.Sampling.TopLogProbabilities);
        WriteText();
        WriteReasoning();
        WriteMost();
        WriteInclude();
        if (!_foreign.Any(field => field.Name == "store"))
        {
            json.WriteBoolean(W.Store, false);
        }

        if (request.Stream)
        {
            json.WriteBoolean(W.Stream, true);
        }

        WriteCaller();
        WriteForeign();
        DropRest();
        json.WriteEndObject();
    }

    private static ForeignField Shared(ForeignField field) => field.Dialect == "openai-chat" && SharedWithChat.TryGetValue(field.Name, out var name)
        ? field with { Dialect = OpenAiResponsesDialect.DialectName, Name = name }
        : field;

    private void WriteText()
    {
        var rest = Under(ResponsesForeign.Text);
        if (request.Output is null && rest.Length == 0)
        {
            return;
        }

        json.WriteStartObject(W.Text);
        if (request.Output is { } output)
        {
            json.WriteStartObject(W.Format);
            json.WriteString(W.Type, output.Kind switch
            {
                OutputKind.JsonSchema => "json_schema"u8,
                OutputKind.JsonObject => "json_object"u8,
                _ => "text"u8,
            });
            if (output.Kind == OutputKind.JsonSchema)
            {
                json.WriteString(W.Name, output.Name ?? "response");
                json.OptionalText(W.Description, output.Description);
                json.OptionalRaw(W.Schema, output.Schema);
                json.OptionalFlag(W.Strict, output.Strict);
            }

            json.WriteEndObject();
        }

        WriteUnder(rest, ResponsesForeign.Text);
        json.WriteEndObject();
    }

    private void WriteReasoning()
    {
        var rest = Under(ResponsesForeign.Reasoning);
        var wish = request.Reasoning;
        var effort = wish?.Effort ?? OpenAiChat.RequestWriter.EffortOf(wish?.BudgetTokens);
        if (wish is not null && effort is null && (wish.Enabled is not null || wish.Adaptive))
        {
            how.Drop(how.Words.Reasoning);    // there is no word for 'off' or 'as you like' that every model takes
        }

        if (effort is null && wish?.Summary is null && rest.Length == 0)
        {
            return;
        }

        json.WriteStartObject(W.Reasoning);
        json.OptionalText(W.Effort, effort);
        json.OptionalText(W.Summary, wish?.Summary);
        WriteUnder(rest, ResponsesForeign.Reasoning);
        json.WriteEndObject();
    }

    private void WriteMost()
    {
        var most = request.MaxOutputTokens;
        json.OptionalInteger(W.MaxOutputTokens, most is < LeastOutput && !Own ? LeastOutput : most);
    }

    /// <summary>A model that does not reason refuses to be asked for encrypted reasoning.</summary>
    private void WriteInclude()
    {
        var asked = request.Reasoning is not (null or { Enabled: false } or { Effort: "none" });
        var reasons = how.Reasons ?? (asked || request.Turns.Any(turn => turn.Parts.Any(part => part is ReasoningPart signed && IsTheirs(signed))));
        var own = _foreign.FirstOrDefault(field => field.Name == "include");
        var logprobs = request.Sampling.LogProbabilities is true;
        if (!reasons && !logprobs && own is null)
        {
            return;
        }

        json.WriteStartArray(W.Include);
        if (reasons)
        {
            json.WriteStringValue(W.Includes.EncryptedReasoning);
        }

        if (logprobs)
        {
            json.WriteStringValue(W.Includes.Logprobs);
        }

        if (own is not null)
        {
            using var reading = JsonReading.TryParse(own.Value.Utf8);
            foreach (var item in reading?.Root.AsItems() ?? [])
            {
                json.Raw(item.Raw);
            }
        }

        json.WriteEndArray();
    }

    private bool IsTheirs(ReasoningPart part) => part.Signature is not null && part.Vendor is not null && part.Vendor == how.SignaturesOf;

    private void WriteCaller()
    {
        json.OptionalText(W.User, request.User);
        if (request.ServiceTier is { } tier && (how.From is OpenAiResponsesDialect.DialectName or "openai-chat" || tier == "auto"))
        {
            json.WriteString(W.ServiceTier, tier);
        }
        else if (request.ServiceTier is not null)
        {
            how.Drop("service_tier");
        }

        if (request.Metadata.Count > 0)
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
        foreach (var field in _foreign.Where(field => field.Name is not "include" && !IsUnder(field, ResponsesForeign.Input) && !IsUnder(field, ResponsesForeign.Text) && !IsUnder(field, ResponsesForeign.Reasoning)))
        {
            json.WritePropertyName(field.Name);
            json.Raw(field.Value);
        }
    }

    private void DropRest()
    {
        var sampling = request.Sampling;
        DropIf(sampling.TopK is not null, how.Words.TopK);
        DropIf(sampling.MinP is not null, "min_p");
        DropIf(sampling.FrequencyPenalty is not (null or 0), how.Words.FrequencyPenalty);
        DropIf(sampling.PresencePenalty is not (null or 0), how.Words.PresencePenalty);
        DropIf(sampling.Seed is not null, "seed");
        DropIf(sampling.StopSequences.Count > 0, how.Words.Stop);
        DropIf(!sampling.LogitBias.IsAbsent, "logit_bias");
        DropIf(request.Choices > 1, how.Words.Choices);
        foreach (var field in request.Foreign.Select(Shared).Where(field => field.Dialect != OpenAiResponsesDialect.DialectName))
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

    private ForeignField[] Under(string prefix) => Array.FindAll(_foreign, field => IsUnder(field, prefix));

    private static bool IsUnder(ForeignField field, string prefix) => field.Name.StartsWith(prefix, StringComparison.Ordinal);

    private void WriteUnder(ForeignField[] fields, string prefix)
    {
        foreach (var field in fields)
        {
            json.WritePropertyName(field.Name[prefix.Length..]);
            json.Raw(field.Value);
        }
    }
}
