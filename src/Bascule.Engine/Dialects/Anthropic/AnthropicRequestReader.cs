using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Reads a Messages request.</summary>
internal static class AnthropicRequestReader
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

        var request = Read(reading.Root.Taking());
        return reading.Failure is { } failure ? failure : request;
    }

    private static ChatRequest Read(JsonMembers body)
    {
        var output = body.Take(Wire.OutputConfig).ObjectHere().Taking();
        var thinking = body.Take(Wire.Thinking).ObjectHere().Taking();
        var metadata = body.Take(Wire.Metadata).ObjectHere().Taking();
        var choice = body.Take(Wire.ToolChoice).ObjectHere();
        var legacyFormat = body.Take(Wire.OutputFormat);
        var stream = body.Take(Wire.Stream).Flag ?? false;
        var display = thinking.Take(Wire.Display);
        var format = output.Take(Wire.Format);
        var request = new ChatRequest
        {
            Model = body.Take(Wire.Model).RequiredText(),
            Instructions = ReadSystem(body.Take(Wire.System)),
            Turns = ReadTurns(body.Take(Wire.Messages)),
            Tools = AnthropicToolReader.ReadTools(body.Take(Wire.Tools)),
            ToolChoice = AnthropicToolReader.ReadChoice(choice),
            ParallelToolCalls = choice[Wire.DisableParallelToolUse].Flag == true ? false : null,
            Sampling = ReadSampling(body),
            Output = ReadFormat(format.Exists ? format : legacyFormat),
            Reasoning = ReadReasoning(thinking, display, output.Take(Wire.Effort).Text),
            MaxOutputTokens = ReadMaxTokens(body.Take(Wire.MaxTokens)),
            Stream = stream,
            StreamUsage = stream,
            User = metadata.Take(Wire.UserId).Text,
            Metadata = ReadMetadata(metadata),
            ServiceTier = body.Take(Wire.ServiceTier).Text,
        };
        return request with { Foreign = ReadForeign(body, thinking, display, output) };
    }

    private static long? ReadMaxTokens(JsonNode value)
    {
        if (!value.Exists)
        {
            value.Refuse("is missing");
        }

        var count = value.Integer;
        if (count < 0)
        {
            value.Refuse("must not be negative");
        }

        return count;
    }

    private static IReadOnlyList<Part> ReadSystem(JsonNode system)
    {
        var parts = AnthropicBlockReader.ReadContent(system);
        if (parts.Any(part => part is not TextPart))
        {
            system.Refuse("must hold text blocks only");
        }

        return parts;
    }

    private static IReadOnlyList<Turn> ReadTurns(JsonNode messages)
    {
        if (!messages.Exists)
        {
            messages.Refuse("is missing");
        }

        var turns = new List<Turn>();
        foreach (var message in messages.Items())
        {
            ReadTurn(message.ObjectHere(required: true), turns);
        }

        if (turns.Count == 0)
        {
            messages.Refuse("must hold at least one message");
        }

        return ValueList.From(turns);
    }

    /// <summary>A user message with tool results becomes a tool turn with them and, where it holds more, a user turn with the rest.</summary>
    private static void ReadTurn(JsonNode message, List<Turn> turns)
    {
        var role = message[Wire.Role].RequiredText();
        var content = message[Wire.Content];
        if (!content.Exists)
        {
            content.Refuse("is missing");
        }

        var parts = AnthropicBlockReader.ReadContent(content);
        switch (role)
        {
            case Wire.Roles.User when parts.Any(part => part is ToolResultPart):
                turns.Add(new Turn(Role.Tool, ValueList.From(parts.Where(part => part is ToolResultPart))));
                if (parts.Any(part => part is not ToolResultPart))
                {
                    turns.Add(new Turn(Role.User, ValueList.From(parts.Where(part => part is not ToolResultPart))));
                }

                break;
            case Wire.Roles.User:
                turns.Add(new Turn(Role.User, parts));
                break;
            case Wire.Roles.Assistant:
                turns.Add(new Turn(Role.Assistant, parts));
                break;
            case Wire.Roles.System:
                turns.Add(new Turn(Role.System, parts));
                break;
            default:
                message[Wire.Role].Refuse("must be 'user' or 'assistant'");
                break;
        }

        if (role != Wire.Roles.Assistant && parts.Any(part => part is ToolCallPart))
        {
            content.Refuse("holds a tool_use block, which only an assistant message may");
        }

        if (role != Wire.Roles.User && parts.Any(part => part is ToolResultPart))
        {
            content.Refuse("holds a tool_result block, which only a user message may");
        }
    }

    private static Sampling ReadSampling(JsonMembers body) => new()
    {
        Temperature = body.Take(Wire.Temperature).Number,
        TopP = body.Take(Wire.TopP).Number,
        TopK = body.Take(Wire.TopK).SmallInteger,
        StopSequences = ValueList.From(body.Take(Wire.StopSequences).Items().Select(item => item.RequiredText())),
    };

    private static OutputFormat? ReadFormat(JsonNode format)
    {
        if (!format.ObjectHere().Exists)
        {
            return null;
        }

        if (format[Wire.Type].RequiredText() != Wire.Words.JsonSchema)
        {
            format[Wire.Type].Refuse($"must be '{Wire.Words.JsonSchema}'");
        }

        return new OutputFormat(OutputKind.JsonSchema) { Schema = format[Wire.Schema].ObjectHere(required: true).Raw };
    }

    private static ReasoningWish? ReadReasoning(JsonMembers thinking, JsonNode display, string? effort)
    {
        var kind = thinking.Take(Wire.Type);
        var budget = thinking.Take(Wire.BudgetTokens).Integer;
        switch (kind.Text)
        {
            case null:
                return effort is null ? null : new ReasoningWish { Effort = effort };
            case Wire.Thoughts.Disabled:
                return new ReasoningWish { Enabled = false, Effort = effort };
            case Wire.Thoughts.Enabled:
                return new ReasoningWish { Enabled = true, BudgetTokens = budget, Effort = effort, Summary = SummaryOf(display) };
            case Wire.Thoughts.Adaptive:
                return new ReasoningWish { Enabled = true, Adaptive = true, Effort = effort, Summary = SummaryOf(display) };
            default:
                kind.Refuse("must be 'enabled', 'disabled' or 'adaptive'");
                return null;
        }
    }

    private static string? SummaryOf(JsonNode display) => display.AsText == Wire.Thoughts.Summarized ? "auto" : null;

    private static IReadOnlyList<KeyValuePair<string, string>> ReadMetadata(JsonMembers metadata) =>
        ValueList.From(metadata.Rest().Where(member => member.Value.IsText).Select(member => KeyValuePair.Create(member.Key, member.Value.Text!)));

    /// <summary>What is left over, nested members under their path: <c>output_config.task_budget</c>.</summary>
    private static IReadOnlyList<ForeignField> ReadForeign(JsonMembers body, JsonMembers thinking, JsonNode display, JsonMembers output)
    {
        var fields = body.RestAsForeign(Wire.Words.Dialect)
            .Concat(thinking.RestAsForeign(Wire.Words.Dialect).Select(field => field with { Name = AnthropicForeign.InThinking + field.Name }))
            .Concat(output.RestAsForeign(Wire.Words.Dialect).Select(field => field with { Name = AnthropicForeign.InOutputConfig + field.Name }));
        if (display.Exists && SummaryOf(display) is null)
        {
            fields = fields.Append(new ForeignField(Wire.Words.Dialect, AnthropicForeign.InThinking + "display", display.Raw));
        }

        return ValueList.From(fields);
    }
}
