using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using C = Bascule.Engine.Dialects.OpenAiCompletions.CompletionsWire;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiCompletions;

/// <summary>Reads a text completion as a chat with one user turn. Several prompts, or tokens in the place of words, have no such reading and are refused.</summary>
internal static class CompletionsRequestReader
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

        var request = ReadRoot(reading.Root.Taking());
        return reading.Failure is { } failure ? failure : request;
    }

    private static ChatRequest ReadRoot(JsonMembers root)
    {
        var prompt = ReadPrompt(root.Take(C.Prompt));
        var request = new ChatRequest
        {
            Model = root.Take(W.Model).RequiredText(),
            Turns = ValueList.From([new Turn(Role.User, ValueList.From<Part>([new TextPart(prompt)]))]),
            Sampling = new Sampling
            {
                Temperature = root.Take(W.Temperature).Number,
                TopP = root.Take(W.TopP).Number,
                TopK = root.Take(W.TopK).SmallInteger,
                MinP = root.Take(W.MinP).Number,
                FrequencyPenalty = root.Take(W.FrequencyPenalty).Number,
                PresencePenalty = root.Take(W.PresencePenalty).Number,
                Seed = root.Take(W.Seed).Integer,
                StopSequences = ReadStop(root.Take(W.Stop)),
                LogitBias = root.Take(W.LogitBias).ObjectHere().Raw,
            },
            MaxOutputTokens = root.Take(W.MaxTokens).Integer,
            Stream = root.Take(W.Stream).Flag ?? false,
            StreamUsage = root.Take(W.StreamOptions).ObjectHere()[W.IncludeUsage].Flag ?? false,
            Choices = ReadChoices(root.Take(W.N)),
            User = root.Take(W.User).Text,
        };

        // Said in their default they ask for nothing that a chat would not give.
        var echo = root.Take(C.Echo);
        var bestOf = root.Take(C.BestOf);
        var foreign = root.RestAsForeign(OpenAiCompletionsDialect.DialectName).ToList();
        Keep(foreign, "echo", echo, echo.AsFlag is true);
        Keep(foreign, "best_of", bestOf, bestOf.AsLong > request.Choices);
        return request with { Foreign = ValueList.From(foreign) };
    }

    private static void Keep(List<ForeignField> foreign, string name, JsonNode value, bool asks)
    {
        if (asks)
        {
            foreign.Add(new ForeignField(OpenAiCompletionsDialect.DialectName, name, value.Raw));
        }
    }

    private static string ReadPrompt(JsonNode prompt)
    {
        if (!prompt.IsArray)
        {
            return prompt.RequiredText();
        }

        JsonNode[] prompts = [.. prompt.AsItems().Take(2)];
        if (prompts is [{ IsText: true } only])
        {
            return only.Text!;
        }

        prompt.Refuse(prompts is [{ IsText: true }, ..]
            ? "holds several prompts, and the provider that answers takes one at a time: send a request for each"
            : "must be text here: the provider that answers takes no tokens");
        return "";
    }

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
}
