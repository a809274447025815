using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Reads a generateContent request. Model and streaming stand in its address.</summary>
internal static class GeminiRequestReader
{
    public static Read<ChatRequest> Read(ReadOnlyMemory<byte> body, CallAddress? address, JsonCoverage? coverage)
    {
        using var reading = JsonReading.TryParse(body, coverage: coverage);
        if (reading is null)
        {
            return JsonReading.NoJson;
        }

        if (!reading.Root.IsObject)
        {
            return JsonReading.NoJson with { Message = "The body must be a JSON object." };
        }

        var request = Read(reading.Root.Taking(), address ?? new CallAddress("", false));
        return reading.Failure is { } failure ? failure : request;
    }

    private static ChatRequest Read(JsonMembers body, CallAddress address)
    {
        var foreign = new List<ForeignField>();
        body.TakeEither(Wire.Model);
        var config = body.TakeEither(Wire.GenerationConfig).ObjectHere().Taking();
        var choices = config.TakeEither(Wire.CandidateCount);
        var request = new ChatRequest
        {
            Model = address.Model,
            Stream = address.Stream,
            StreamUsage = address.Stream,
            Instructions = ReadSystem(body.TakeEither(Wire.SystemInstruction)),
            Turns = GeminiTurnReader.Read(body.TakeEither(Wire.Contents)),
            Tools = GeminiToolReader.ReadTools(body.TakeEither(Wire.Tools)),
            ToolChoice = GeminiToolReader.ReadChoice(body.TakeEither(Wire.ToolConfig), foreign),
            Sampling = ReadSampling(config),
            Output = ReadOutput(config, foreign),
            Reasoning = ReadReasoning(config.TakeEither(Wire.ThinkingConfig).ObjectHere().Taking(), foreign),
            MaxOutputTokens = config.TakeEither(Wire.MaxOutputTokens).Integer,
            Choices = choices.SmallInteger ?? 1,
            ServiceTier = body.TakeEither(Wire.ServiceTier).AsText,
        };
        if (request.Choices is < 1 or > 8)
        {
            choices.Refuse("must be from 1 to 8");
        }

        AddModalities(config.TakeEither(Wire.ResponseModalities), foreign);
        foreign.AddRange(config.RestAsForeign(Wire.Dialect).Select(field => field with { Name = Wire.Paths.GenerationConfig + field.Name }));
        foreign.AddRange(body.Rest().Where(member => !member.Value.IsArray || member.Value.AsItems().Any()).Select(member => new ForeignField(Wire.Dialect, member.Key, member.Value.Raw)));
        return request with { Foreign = ValueList.From(foreign) };
    }

    /// <summary>Words alone are what every model gives: clients that say so ask for nothing.</summary>
    private static void AddModalities(JsonNode modalities, List<ForeignField> foreign)
    {
        if (modalities.Exists && !modalities.AsItems().All(item => string.Equals(item.AsText, "TEXT", StringComparison.OrdinalIgnoreCase)))
        {
            foreign.Add(new ForeignField(Wire.Dialect, Wire.Paths.GenerationConfig + Wire.ResponseModalities.Text, modalities.Raw));
        }
    }

    private static IReadOnlyList<Part> ReadSystem(JsonNode system)
    {
        if (system.IsText)
        {
            return [new TextPart(system.AsText!)];
        }

        var parts = system.ObjectHere().Get(Wire.Parts).OneOrMany().Select(GeminiPartReader.Read).OfType<Part>().ToArray();
        if (Array.Exists(parts, part => part is not TextPart))
        {
            system.Refuse("must hold text only");
        }

        return ValueList.From(parts);
    }

    private static Sampling ReadSampling(JsonMembers config) => new()
    {
        Temperature = config.TakeEither(Wire.Temperature).Number,
        TopP = config.TakeEither(Wire.TopP).Number,
        TopK = config.TakeEither(Wire.TopK).SmallInteger,
        Seed = config.TakeEither(Wire.Seed).Integer,
        FrequencyPenalty = config.TakeEither(Wire.FrequencyPenalty).Number,
        PresencePenalty = config.TakeEither(Wire.PresencePenalty).Number,
        StopSequences = ValueList.From(config.TakeEither(Wire.StopSequences).Items().Select(item => item.RequiredText())),
        LogProbabilities = config.TakeEither(Wire.ResponseLogprobs).Flag,
        TopLogProbabilities = config.TakeEither(Wire.Logprobs).SmallInteger,
    };

    private static OutputFormat? ReadOutput(JsonMembers config, List<ForeignField> foreign)
    {
        var type = config.TakeEither(Wire.ResponseMimeType);
        var schema = config.TakeEither(Wire.ResponseJsonSchema).ObjectHere();
        var own = config.TakeEither(Wire.ResponseSchema).ObjectHere();
        if (type.Exists && type.Text is not (Wire.Types.Json or Wire.Types.Plain))
        {
            foreign.Add(new ForeignField(Wire.Dialect, Wire.Paths.GenerationConfig + Wire.ResponseMimeType.Text, type.Raw));
            var kept = own.Exists ? (Wire.ResponseSchema.Text, own.Raw) : (Wire.ResponseJsonSchema.Text, schema.Raw);
            if (!kept.Raw.IsAbsent)
            {
                foreign.Add(new ForeignField(Wire.Dialect, Wire.Paths.GenerationConfig + kept.Text, kept.Raw));
            }

            return null;
        }

        if (type.AsText == Wire.Types.Plain)
        {
            return new OutputFormat(OutputKind.Text);
        }

        if (schema.Exists || own.Exists)
        {
            return new OutputFormat(OutputKind.JsonSchema) { Schema = schema.Exists ? schema.Raw : GeminiSchema.ToJsonSchema(own) };
        }

        return type.Exists ? new OutputFormat(OutputKind.JsonObject) : null;
    }

    private static ReasoningWish? ReadReasoning(JsonMembers thinking, List<ForeignField> foreign)
    {
        var budget = thinking.TakeEither(Wire.ThinkingBudget).Integer;
        var level = thinking.TakeEither(Wire.ThinkingLevel).Text;
        var shown = thinking.TakeEither(Wire.IncludeThoughts).Flag == true;
        foreign.AddRange(thinking.RestAsForeign(Wire.Dialect).Select(field => field with { Name = Wire.Paths.ThinkingConfig + field.Name }));
        if (budget is null && level is null && !shown)
        {
            return null;
        }

        return new ReasoningWish
        {
            Enabled = budget switch { 0 => false, < 0 => true, _ => null },
            Adaptive = budget < 0,
            BudgetTokens = budget > 0 ? budget : null,
            Effort = level?.ToLowerInvariant(),
            Summary = shown ? "auto" : null,
        };
    }
}
