using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Ollama.OllamaWire;

namespace Bascule.Engine.Dialects.Ollama;

/// <summary>Reads a whole answer of chat or generate.</summary>
internal static class OllamaAnswerReader
{
    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is not { Root.IsObject: true })
        {
            return OllamaErrors.NoAnswer;
        }

        var root = reading.Root.Taking();
        if (root.Take(W.Error).Exists)
        {
            return OllamaErrors.Read(null, body.Span);
        }

        var message = root.Take(W.Message);
        var response = root.Take(W.Response);
        if (root.Take(W.Done).AsFlag is false || !(message.IsObject || response.IsText))
        {
            return OllamaErrors.NoAnswer;
        }

        var usage = ReadUsage(root.Take(W.PromptEvalCount), root.Take(W.EvalCount));
        var parts = ReadParts(message.IsObject ? message[W.Content] : response, message.IsObject ? message[W.Thinking] : root.Take(W.Thinking), message[W.ToolCalls]);
        var stop = ReadStop(root.Take(W.DoneReason).AsText, parts.Exists(part => part is ToolCallPart));
        return new Answer
        {
            Id = "",
            Model = root.Take(W.Model).AsText ?? "",
            Created = ReadMoment(root.Take(W.CreatedAt)),
            Choices = ValueList.From([new Choice(0, ValueList.From(parts), stop) { LogProbabilities = ReadLogProbabilities(root.Take(W.Logprobs)) }]),
            Usage = usage.IsEmpty ? null : usage,
            Foreign = root.RestAsForeign(W.Words.Dialect),
        };
    }

    public static long? ReadMoment(JsonNode moment) =>
        DateTimeOffset.TryParse(moment.AsText, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at.ToUnixTimeSeconds() : null;

    /// <summary>Thinking is part of <c>eval_count</c>. <c>prompt_eval_count</c> is left out where the whole prompt was cached.</summary>
    public static Usage ReadUsage(JsonNode input, JsonNode output) => new() { Input = AtLeastZero(input.AsLong), Output = AtLeastZero(output.AsLong) };

    /// <summary>It says <c>stop</c> when tools were called: what was said decides.</summary>
    public static Stop ReadStop(string? word, bool calledTools) => new(
        word switch
        {
            W.Words.Length => StopReason.MaxTokens,
            null or "" or W.Words.StopWord or "load" or "unload" => calledTools ? StopReason.ToolUse : StopReason.EndTurn,
            _ => calledTools ? StopReason.ToolUse : StopReason.Unknown,
        },
        Raw: string.IsNullOrEmpty(word) ? null : word);

    /// <summary>Arguments are an object; older servers wrote text.</summary>
    public static ToolCallPart? ReadCall(JsonNode call)
    {
        var function = call[W.Function];
        if (!function.IsObject)
        {
            return null;
        }

        var arguments = function[W.Arguments];
        var text = arguments.AsText ?? (arguments.Exists ? arguments.Raw.ToString() : "");
        return new ToolCallPart(call[W.Id].AsText ?? "", function[W.Name].AsText ?? "", string.IsNullOrWhiteSpace(text) ? "{}" : text);
    }

    /// <summary>The list of tokens that chat completions keep in an object under <c>content</c>.</summary>
    public static RawJson ReadLogProbabilities(JsonNode tokens) =>
        tokens.IsArray ? RawJson.FromText($"{{\"content\":{JsonWriting.OneLine(tokens.Raw)}}}") : default;

    private static List<Part> ReadParts(JsonNode words, JsonNode thinking, JsonNode calls)
    {
        var parts = new List<Part>();
        if (thinking.AsText is { Length: > 0 } thought)
        {
            parts.Add(new ReasoningPart(thought));
        }

        if (words.AsText is { Length: > 0 } text)
        {
            parts.Add(new TextPart(text));
        }

        parts.AddRange(calls.AsItems().Select(ReadCall).OfType<Part>());
        return parts;
    }

    private static long? AtLeastZero(long? number) => number >= 0 ? number : null;
}
