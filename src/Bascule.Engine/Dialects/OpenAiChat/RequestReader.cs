using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Reads a chat completion request into the hub.</summary>
internal static class RequestReader
{
    public static Read<ChatRequest> Read(ReadOnlyMemory<byte> body, JsonCoverage? coverage)
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

        var foreign = new ForeignMembers();
        var request = ReadRoot(reading.Root.Taking(), foreign);
        return reading.Failure is { } failure ? failure : request;
    }

    private static ChatRequest ReadRoot(JsonMembers root, ForeignMembers foreign)
    {
        var messages = root.Take(W.Messages);
        if (!messages.Exists)
        {
            messages.Refuse("is missing");
        }
        else if (messages.IsArray && !messages.AsItems().Any())
        {
            messages.Refuse("is empty");    // another dialect would be sent a filler that nobody asked for
        }

        var (instructions, turns) = new MessageReader(foreign).Read(messages);
        var tools = root.Take(W.Tools).Items().Select(ToolReader.Read).Concat(root.Take(W.Functions).Items().Select(ToolReader.ReadFunction));
        var completionTokens = root.Take(W.MaxCompletionTokens).Integer;
        var maxTokens = root.Take(W.MaxTokens);
        var user = root.Take(W.User).Text;
        var request = new ChatRequest
        {
            Model = root.Take(W.Model).RequiredText(),
            Instructions = instructions,
            Turns = turns,
            Tools = ValueList.From(tools),
            ToolChoice = ToolReader.ReadChoice(root.Take(W.ToolChoice)) ?? ToolReader.ReadChoice(root.Take(W.FunctionCall)),
            ParallelToolCalls = root.Take(W.ParallelToolCalls).Flag,
            Sampling = ReadSampling(root),
            Output = ReadOutput(root, foreign),
            Reasoning = ReadReasoning(root, foreign),
            MaxOutputTokens = completionTokens ?? maxTokens.Integer,
            Stream = root.Take(W.Stream).Flag ?? false,
            StreamUsage = ReadStreamUsage(root.Take(W.StreamOptions), foreign),
            Choices = ReadChoices(root.Take(W.N)),
            User = user ?? root.Take(W.SafetyIdentifier).Text,
            Metadata = ValueList.From(root.Take(W.Metadata).ObjectHere().Members().Select(member => KeyValuePair.Create(member.Key, member.Value.AsText ?? member.Value.Raw.ToString()))),
            ServiceTier = root.Take(W.ServiceTier).Text,
        };
        foreign.AddRest("", root);
        return request with { Foreign = foreign.All };
    }

    private static Sampling ReadSampling(JsonMembers root) => new()
    {
        Temperature = root.Take(W.Temperature).Number,
        TopP = root.Take(W.TopP).Number,
        TopK = root.Take(W.TopK).SmallInteger,
        MinP = root.Take(W.MinP).Number,
        FrequencyPenalty = root.Take(W.FrequencyPenalty).Number,
        PresencePenalty = root.Take(W.PresencePenalty).Number,
        Seed = root.Take(W.Seed).Integer,
        StopSequences = ReadStop(root.Take(W.Stop)),
        LogProbabilities = root.Take(W.Logprobs).Flag,
        TopLogProbabilities = root.Take(W.TopLogprobs).SmallInteger,
        LogitBias = root.Take(W.LogitBias).ObjectHere().Raw,
    };

    private static IReadOnlyList<string> ReadStop(JsonNode stop) =>
        stop.IsText ? ValueList.From([stop.Text!]) : ValueList.From(stop.Items().Select(item => item.RequiredText()));

    private static int ReadChoices(JsonNode n)
    {
        var choices = n.SmallInteger ?? 1;
        if (choices is < 1 or > 128)
        {
            n.Refuse("must be from 1 to 128");
        }

        return choices;
    }

    private static bool ReadStreamUsage(JsonNode options, ForeignMembers foreign)
    {
        var members = options.ObjectHere().Taking();
        var usage = members.Take(W.IncludeUsage).Flag ?? false;
        foreign.AddRest(ForeignMembers.StreamOptions, members);
        return usage;
    }

    private static OutputFormat? ReadOutput(JsonMembers root, ForeignMembers foreign)
    {
        var format = root.Take(W.ResponseFormat).ObjectHere();
        if (!format.Exists)
        {
            return null;
        }

        switch (format[W.Type].RequiredText())
        {
            case "text":
                return new OutputFormat(OutputKind.Text);
            case "json_object":
                return new OutputFormat(OutputKind.JsonObject);
            case "json_schema":
                var schema = format[W.JsonSchema].ObjectHere(required: true);
                return new OutputFormat(OutputKind.JsonSchema)
                {
                    Name = schema[W.Name].Text,
                    Description = schema[W.Description].Text,
                    Schema = schema[W.Schema].ObjectHere().Raw,
                    Strict = schema[W.Strict].Flag,
                };
            default:
                foreign.Add("response_format", format.Raw);
                return null;
        }
    }

    private static ReasoningWish? ReadReasoning(JsonMembers root, ForeignMembers foreign)
    {
        var effort = root.Take(W.ReasoningEffort);
        var wish = root.Take(W.Reasoning).ObjectHere();
        if (!wish.Exists)
        {
            return effort.Text is { } word ? new ReasoningWish { Effort = word } : null;
        }

        var members = wish.Taking();
        var read = new ReasoningWish
        {
            Enabled = members.Take(W.Enabled).Flag,
            Effort = members.Take(W.Effort).Text ?? effort.Text,
            BudgetTokens = members.Take(W.MaxTokens).Integer,
            Summary = members.Take(W.Summary).Text,
        };
        foreign.AddRest(ForeignMembers.Reasoning, members);
        return read;
    }
}
