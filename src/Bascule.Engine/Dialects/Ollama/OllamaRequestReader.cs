using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Reads what is asked of <c>/api/chat</c> and <c>/api/generate</c> into the hub; the two differ in how they hold the words.</summary>
internal static class OllamaRequestReader
{
    /// <summary>Members without a word in the hub that chat and generate both know.</summary>
    private static readonly string[] Shared = ["keep_alive", "truncate", "shift"];

    public static Read<ChatRequest> Read(ReadOnlyMemory<byte> body, bool generate, JsonCoverage? coverage)
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

        var foreign = new List<ForeignField>();
        var root = reading.Root.Taking();
        var request = generate ? WithPrompt(root, ReadShared(root, foreign)) : WithMessages(root, ReadShared(root, foreign), foreign);
        // Clients send every member they know, those that mean nothing with an empty value.
        foreach (var (name, value) in root.Rest().Where(member => !member.Value.IsIdle))
        {
            Keep(foreign, generate && !Shared.Contains(name) ? W.Words.GenerateDialect : W.Words.Dialect, name, value);
        }

        return reading.Failure is { } failure ? failure : request with { Foreign = ValueList.From(foreign) };
    }

    public static void Keep(List<ForeignField> foreign, string dialect, string name, JsonNode value)
    {
        if (!foreign.Exists(field => field.Name == name))
        {
            foreign.Add(new ForeignField(dialect, name, value.Raw));
        }
    }

    private static ChatRequest ReadShared(JsonMembers root, List<ForeignField> foreign)
    {
        var options = root.Take(W.Options).ObjectHere().Taking();
        var stream = root.Take(W.Stream).Flag ?? true;
        var request = new ChatRequest
        {
            Model = root.Take(W.Model).RequiredText(),
            Sampling = ReadSampling(root, options),
            MaxOutputTokens = options.Take(W.NumPredict).Integer is >= 0 and var most ? most : null,    // below 0: as many as there are
            Output = ReadFormat(root.Take(W.Format)),
            Reasoning = ReadThink(root.Take(W.Think)),
            Stream = stream,
            StreamUsage = stream,
        };
        foreach (var (name, value) in options.Rest())
        {
            Keep(foreign, W.Words.Dialect, W.Under.Options + name, value);
        }

        return request;
    }

    private static ChatRequest WithMessages(JsonMembers root, ChatRequest request, List<ForeignField> foreign)
    {
        var messages = root.Take(W.Messages);
        if (!messages.Exists || (messages.IsArray && !messages.AsItems().Any()))
        {
            messages.Refuse(messages.Exists ? "is empty" : "is missing");
        }

        var (instructions, turns) = new OllamaMessageReader(foreign).Read(messages);
        return request with { Instructions = instructions, Turns = turns, Tools = ValueList.From(root.Take(W.Tools).Items().Select(ReadTool)) };
    }

    private static ChatRequest WithPrompt(JsonMembers root, ChatRequest request)
    {
        var parts = new List<Part> { new TextPart(root.Take(W.Prompt).RequiredText()) };
        parts.AddRange(root.Take(W.Images).Items().Select(image => OllamaImages.Read(image.RequiredText())));
        return request with
        {
            Instructions = root.Take(W.System).Text is { Length: > 0 } system ? ValueList.From<Part>([new TextPart(system)]) : [],
            Turns = ValueList.From([new Turn(Role.User, ValueList.From(parts))]),
        };
    }

    private static Tool ReadTool(JsonNode tool)
    {
        var type = tool.ObjectHere(required: true)[W.Type].Text ?? W.Words.FunctionType;
        if (type != W.Words.FunctionType)
        {
            return new ForeignTool(W.Words.Dialect, type, tool.Raw);
        }

        var function = tool[W.Function].ObjectHere(required: true);
        return new FunctionTool(function[W.Name].RequiredText(), function[W.Description].Text, function[W.Parameters].ObjectHere().Raw);
    }

    private static Sampling ReadSampling(JsonMembers root, JsonMembers options) => new()
    {
        Temperature = options.Take(W.Temperature).Number,
        TopP = options.Take(W.TopP).Number,
        TopK = options.Take(W.TopK).SmallInteger,
        MinP = options.Take(W.MinP).Number,
        FrequencyPenalty = options.Take(W.FrequencyPenalty).Number,
        PresencePenalty = options.Take(W.PresencePenalty).Number,
        Seed = options.Take(W.Seed).Integer,
        StopSequences = ReadStop(options.Take(W.Stop)),
        LogProbabilities = root.Take(W.Logprobs).Flag,
        TopLogProbabilities = root.Take(W.TopLogprobs).SmallInteger,
    };

    private static IReadOnlyList<string> ReadStop(JsonNode stop) =>
        stop.IsText ? ValueList.From([stop.Text!]) : ValueList.From(stop.Items().Select(item => item.RequiredText()));

    private static OutputFormat? ReadFormat(JsonNode format)
    {
        switch (format)
        {
            case { Exists: false } or { AsText: "" }:
                return null;
            case { AsText: W.Words.Json }:
                return new OutputFormat(OutputKind.JsonObject);
            case { IsObject: true }:
                return new OutputFormat(OutputKind.JsonSchema) { Schema = format.Raw };
            default:
                format.Refuse("must be \"json\" or a JSON schema");
                return null;
        }
    }

    /// <summary>A flag, or a level where the model has levels.</summary>
    private static ReasoningWish? ReadThink(JsonNode think)
    {
        switch (think)
        {
            case { Exists: false } or { AsText: "" }:
                return null;
            case { AsFlag: { } on }:
                return new ReasoningWish { Enabled = on };
            case { AsText: { } level }:
                return new ReasoningWish { Effort = level };
            default:
                think.Refuse("must be true, false or a level");
                return null;
        }
    }
}
