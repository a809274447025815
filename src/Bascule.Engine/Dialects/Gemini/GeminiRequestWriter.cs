using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Writes a generateContent request, and names what had no place in it.</summary>
internal sealed class GeminiRequestWriter(Utf8JsonWriter json, ChatRequest request, RequestWriting how)
{
    /// <summary>More are refused.</summary>
    private const int MaxStops = 5;

    /// <summary>What Google takes in the place of a signature for a call that one of its models did not make; without one the newest models refuse the history.</summary>
    private const string NotOurs = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I=";

    private bool Own => how.From == Wire.Dialect;

    public void Write()
    {
        var (system, contents) = GeminiTurnOrder.Arrange(request, how);
        json.WriteStartObject();
        if (system.Count > 0)
        {
            json.WriteStartObject(Wire.SystemInstruction);
            WriteParts(system);
            json.WriteEndObject();
        }

        json.WriteStartArray(Wire.Contents);
        foreach (var content in contents)
        {
            json.WriteStartObject();
            json.WriteString(Wire.Role, content.IsModel ? Wire.Roles.Model : Wire.Roles.User);
            WriteParts(content.IsModel ? Signed(content.Parts) : content.Parts);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        new GeminiToolWriter(json, request, how).Write();
        WriteConfig();
        if (request.ServiceTier is { } tier && Own)
        {
            json.WriteString(Wire.ServiceTier, tier);
        }

        WriteForeign("");
        json.WriteEndObject();
        DropRest();
    }

    private void WriteParts(IReadOnlyList<Part> parts)
    {
        json.WriteStartArray(Wire.Parts);
        foreach (var part in parts)
        {
            GeminiPartWriter.Write(json, part, signed: how.SignaturesOf == Wire.Vendor);
        }

        json.WriteEndArray();
    }

    /// <summary>The newest models want the first call of a turn signed.</summary>
    private IReadOnlyList<Part> Signed(List<Part> parts)
    {
        var first = parts.FindIndex(part => part is ToolCallPart);
        if (Own || first < 0 || !GeminiModelName.Of(how.Model).ByLevel || how.SignaturesOf != Wire.Vendor || ((ToolCallPart)parts[first]).Signature is not null)
        {
            return parts;
        }

        return [.. parts[..first], (ToolCallPart)parts[first] with { Signature = NotOurs }, .. parts[(first + 1)..]];
    }

    private void WriteConfig()
    {
        var thinking = GeminiThinking.Decide(request, how);
        var sampling = request.Sampling;
        var foreign = request.Foreign.Any(field => field.Dialect == Wire.Dialect && field.Name.StartsWith(Wire.Paths.GenerationConfig, StringComparison.Ordinal));
        var empty = thinking.IsEmpty && !foreign && sampling == new Sampling() && request.Output is null && request.MaxOutputTokens is null && request.Choices == 1;
        if (empty)
        {
            return;
        }

        json.WriteStartObject(Wire.GenerationConfig);
        WriteSampling(sampling);
        json.OptionalInteger(Wire.MaxOutputTokens, request.MaxOutputTokens);
        if (request.Choices != 1)
        {
            json.WriteNumber(Wire.CandidateCount, request.Choices);
        }

        WriteOutput();
        thinking.Write(json, request.Foreign);
        WriteForeign(Wire.Paths.GenerationConfig);
        json.WriteEndObject();
    }

    private void WriteSampling(Sampling sampling)
    {
        json.OptionalNumber(Wire.Temperature, sampling.Temperature);
        json.OptionalNumber(Wire.TopP, sampling.TopP);
        json.OptionalInteger(Wire.TopK, sampling.TopK);
        json.OptionalNumber(Wire.PresencePenalty, sampling.PresencePenalty);
        json.OptionalNumber(Wire.FrequencyPenalty, sampling.FrequencyPenalty);
        if (sampling.Seed is >= int.MinValue and <= int.MaxValue)
        {
            json.OptionalInteger(Wire.Seed, sampling.Seed);
        }
        else
        {
            DropIf(sampling.Seed is not null, "seed");
        }

        var stops = Own ? sampling.StopSequences : sampling.StopSequences.Where(stop => stop.Length > 0).Take(MaxStops).ToArray();
        DropIf(stops.Count < sampling.StopSequences.Count, how.Words.Stop);
        if (stops.Count > 0)
        {
            json.WriteStartArray(Wire.StopSequences);
            foreach (var stop in stops)
            {
                json.WriteStringValue(stop);
            }

            json.WriteEndArray();
        }

        json.OptionalFlag(Wire.ResponseLogprobs, sampling.LogProbabilities);
        json.OptionalInteger(Wire.Logprobs, sampling.TopLogProbabilities);
    }

    private void WriteOutput()
    {
        if (request.Output is not { } output)
        {
            return;
        }

        json.WriteString(Wire.ResponseMimeType, output.Kind == OutputKind.Text ? Wire.Types.Plain : Wire.Types.Json);
        if (output.Kind == OutputKind.JsonSchema)
        {
            json.OptionalRaw(Wire.ResponseJsonSchema, output.Schema);
        }
    }

    /// <summary>The members that only this wire knows, those of one object by its path; an empty path is the top.</summary>
    private void WriteForeign(string path)
    {
        foreach (var field in request.Foreign)
        {
            var name = field.Name.StartsWith(Wire.Paths.ThinkingConfig, StringComparison.Ordinal) ? null
                : field.Name.StartsWith(Wire.Paths.GenerationConfig, StringComparison.Ordinal) ? (path.Length > 0 ? field.Name[path.Length..] : null)
                : field.Name.StartsWith(Wire.Paths.ToolConfig, StringComparison.Ordinal) || path.Length > 0 ? null
                : field.Name;
            if (name is not null && field.Dialect == Wire.Dialect)
            {
                json.WritePropertyName(name);
                json.Raw(field.Value);
            }
        }
    }

    private void DropRest()
    {
        DropIf(request.Sampling.MinP is not null, "min_p");
        DropIf(!request.Sampling.LogitBias.IsAbsent, "logit_bias");
        DropIf(request.User is not null, how.Words.User);
        DropIf(request.Metadata.Count > 0, "metadata");
        DropIf(request.ServiceTier is not (null or "auto") && !Own, "service_tier");
        foreach (var field in request.Foreign.Where(field => field.Dialect != Wire.Dialect))
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
