using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Cohere.CohereWire;

namespace Bascule.Engine.Dialects.Cohere;

/// <summary>Reads a whole answer. The plan of a tool call is thinking that nobody signed.</summary>
internal static class CohereAnswerReader
{
    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is null || !reading.Root.IsObject)
        {
            return AnswerReader.NoAnswer;
        }

        var root = reading.Root;
        var message = root[W.Message];
        if (!message.IsObject)
        {
            return root[W.Error].Exists || message.IsText ? ErrorReader.Read(null, body.Span) : AnswerReader.NoAnswer;
        }

        if (HasFailed(root[W.FinishReason].AsText))
        {
            return AnswerReader.EndedInError;
        }

        var parts = ReadMessage(message);
        var usage = ReadUsage(root[W.Usage]);
        return new Answer
        {
            Id = root[W.Id].AsText ?? "",
            Model = "",
            Choices = [new Choice(0, ValueList.From(parts), ReadStop(root[W.FinishReason].AsText, parts.Exists(part => part is ToolCallPart)))],
            Usage = usage.IsEmpty ? null : usage,
        };
    }

    public static bool HasFailed(string? word) => word is "ERROR" or "TIMEOUT";

    public static Stop ReadStop(string? word, bool calledTools)
    {
        var reason = word switch
        {
            "COMPLETE" or null => StopReason.EndTurn,
            "STOP_SEQUENCE" => StopReason.StopSequence,
            "MAX_TOKENS" => StopReason.MaxTokens,
            "TOOL_CALL" => StopReason.ToolUse,
            "ERROR_TOXIC" => StopReason.ContentFilter,
            _ => StopReason.Unknown,
        };
        return new Stop(calledTools && reason == StopReason.EndTurn ? StopReason.ToolUse : reason, Raw: word);
    }

    /// <summary>What the model read and wrote, and what Cohere bills of it: its own preamble is free. Cached tokens are part of the input, reasoning of the output.</summary>
    public static Usage ReadUsage(JsonNode usage)
    {
        var billed = usage[W.BilledUnits];
        var tokens = usage[W.Tokens].IsObject ? usage[W.Tokens] : billed;
        var input = Count(tokens[W.InputTokens]);
        var cached = Count(usage[W.CachedTokens]);
        return new Usage
        {
            Input = input,
            CachedInput = cached > input ? input : cached,
            Output = Count(tokens[W.OutputTokens]),
            Reasoning = Count(tokens[W.ReasoningTokens]),
            BilledInput = Count(billed[W.InputTokens]),
            BilledOutput = Count(billed[W.OutputTokens]),
        };
    }

    public static Citation ReadCitation(JsonNode citation)
    {
        var source = citation[W.Sources].AsItems().FirstOrDefault(one => one.IsObject);
        var document = source[W.Document];
        return new Citation
        {
            Url = document[W.Url].AsText,
            Title = document[W.Title].AsText ?? source[W.Id].AsText,
            Quote = citation[W.Text].AsText,
            Start = (int?)citation[W.Start].AsLong,
            End = (int?)citation[W.End].AsLong,
        };
    }

    private static List<Part> ReadMessage(JsonNode message)
    {
        var parts = new List<Part>();
        if (message[W.ToolPlan].AsText is { Length: > 0 } plan)
        {
            parts.Add(new ReasoningPart(plan));
        }

        if (message[W.Content].AsText is { Length: > 0 } words)
        {
            parts.Add(new TextPart(words));
        }

        foreach (var item in message[W.Content].AsItems())
        {
            if (item[W.Thinking].AsText is { Length: > 0 } thought)
            {
                parts.Add(new ReasoningPart(thought));
            }
            else if (item[W.Text].AsText is { Length: > 0 } text)
            {
                parts.Add(new TextPart(text));
            }
        }

        var cited = parts.FindLastIndex(part => part is TextPart);
        if (cited >= 0)
        {
            parts[cited] = (TextPart)parts[cited] with { Citations = ValueList.From(message[W.Citations].AsItems().Where(one => one.IsObject).Select(ReadCitation)) };
        }

        parts.AddRange(message[W.ToolCalls].AsItems().Where(call => call.IsObject).Select(ReadCall));
        return parts;
    }

    private static ToolCallPart ReadCall(JsonNode call)
    {
        var function = call[W.Function];
        var arguments = AnswerReader.ReadArguments(function[W.Arguments]);
        return new ToolCallPart(
            call[W.Id].AsText is { Length: > 0 } id ? id : AnswerReader.NewCallId(), function[W.Name].AsText ?? "", string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments);
    }

    private static long? Count(JsonNode number) => number.AsLong is { } value and >= 0 ? value : null;
}
