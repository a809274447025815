using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Reads a responses request into the hub.</summary>
internal static class ResponsesRequestReader
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

        var foreign = new ResponsesForeign();
        var request = ReadRoot(reading.Root.Taking(), foreign);
        return reading.Failure is { } failure ? failure : request;
    }

    private static ChatRequest ReadRoot(JsonMembers root, ResponsesForeign foreign)
    {
        var (instructions, turns) = ResponsesInputReader.Read(root.Take(W.Instructions), root.Take(W.Input), foreign);
        var logprobs = ReadInclude(root.Take(W.Include), foreign);
        var user = root.Take(W.User).Text;
        var request = new ChatRequest
        {
            Model = root.Take(W.Model).RequiredText(),
            Instructions = instructions,
            Turns = turns,
            Tools = ValueList.From(root.Take(W.Tools).Items().Select(ResponsesToolReader.Read)),
            ToolChoice = ResponsesToolReader.ReadChoice(root.Take(W.ToolChoice), foreign),
            ParallelToolCalls = root.Take(W.ParallelToolCalls).Flag,
            Sampling = new Sampling
            {
                Temperature = root.Take(W.Temperature).Number,
                TopP = root.Take(W.TopP).Number,
                LogProbabilities = logprobs ? true : null,
                TopLogProbabilities = ReadTopLogprobs(root.Take(W.TopLogprobs)),
            },
            Output = ReadText(root.Take(W.Text).ObjectHere(), foreign),
            Reasoning = ReadReasoning(root.Take(W.Reasoning).ObjectHere(), foreign),
            MaxOutputTokens = root.Take(W.MaxOutputTokens).Integer,
            Stream = root.Take(W.Stream).Flag ?? false,
            StreamUsage = true,
            User = user ?? root.Take(W.SafetyIdentifier).Text,
            Metadata = ValueList.From(root.Take(W.Metadata).ObjectHere().Members().Select(member => KeyValuePair.Create(member.Key, member.Value.AsText ?? member.Value.Raw.ToString()))),
            ServiceTier = root.Take(W.ServiceTier).Text,
        };
        ReadBinding(root, foreign);
        foreign.AddRest("", root);
        return request with { Foreign = foreign.All };
    }

    /// <summary>Zero is what an answer shows when none are wanted, and some clients send it.</summary>
    private static int? ReadTopLogprobs(JsonNode node) => node.SmallInteger is { } most and not 0 ? most : null;

    /// <summary>What the provider keeps for the caller: nobody else can answer such a request rightly.</summary>
    private static void ReadBinding(JsonMembers root, ResponsesForeign foreign)
    {
        foreign.Bind("previous_response_id", root.Take(W.PreviousResponseId).Raw);
        foreign.Bind("conversation", root.Take(W.Conversation).Raw);
        foreign.Bind("prompt", root.Take(W.Prompt).Raw);
        var background = root.Take(W.Background);
        if (background.Flag is true)
        {
            foreign.Bind("background", background.Raw);
        }

        // What is done anyway needs no mention.
        if (root.Take(W.Truncation) is { Exists: true } truncation && truncation.Text != "disabled")
        {
            foreign.Add("truncation", truncation.Raw);
        }
    }

    private static bool ReadInclude(JsonNode include, ResponsesForeign foreign)
    {
        var logprobs = false;
        var others = new List<JsonNode>();
        foreach (var item in include.Items())
        {
            switch (item.RequiredText())
            {
                case W.Includes.Logprobs:
                    logprobs = true;
                    break;
                case W.Includes.EncryptedReasoning:
                    break;    // always given where there is any
                default:
                    others.Add(item);
                    break;
            }
        }

        if (others.Count > 0)
        {
            foreign.Add("include", RawJson.FromText($"[{string.Join(',', others.Select(item => item.Raw.ToString()))}]"));
        }

        return logprobs;
    }

    private static OutputFormat? ReadText(JsonNode text, ResponsesForeign foreign)
    {
        var members = text.Taking();
        var format = members.Take(W.Format).ObjectHere();
        foreign.AddRest(ResponsesForeign.Text, members);
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
                return new OutputFormat(OutputKind.JsonSchema)
                {
                    Name = format[W.Name].Text,
                    Description = format[W.Description].Text,
                    Schema = format[W.Schema].ObjectHere().Raw,
                    Strict = format[W.Strict].Flag,
                };
            default:
                foreign.Add(ResponsesForeign.Text + "format", format.Raw);
                return null;
        }
    }

    private static ReasoningWish? ReadReasoning(JsonNode wish, ResponsesForeign foreign)
    {
        if (!wish.Exists)
        {
            return null;
        }

        var members = wish.Taking();
        var effort = members.Take(W.Effort).Text;
        var summary = members.Take(W.Summary).Text ?? members.Take(W.GenerateSummary).Text;
        foreign.AddRest(ResponsesForeign.Reasoning, members);
        return effort is null && summary is null ? null : new ReasoningWish { Effort = effort, Summary = summary };
    }
}
