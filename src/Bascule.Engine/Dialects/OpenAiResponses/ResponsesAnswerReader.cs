using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Reads a whole answer, leniently.</summary>
internal static class ResponsesAnswerReader
{
    public static Failure NoAnswer { get; } =
        new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream's answer is not a response.");

    public static Failure Cancelled { get; } =
        new(Blame.Provider, FailureKind.UpstreamError, "upstream_error", "The upstream cancelled the response.");

    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        return reading is null ? NoAnswer : Read(reading.Root, body.Span);
    }

    public static Read<Answer> Read(JsonNode response, ReadOnlySpan<byte> body)
    {
        var root = response.Taking();
        var output = root.Take(W.Output);
        var error = root.Take(W.Error);
        var status = root.Take(W.Status).AsText;
        if (error.Exists || status == W.Statuses.Failed)
        {
            return ErrorReader.Read(null, body);
        }

        if (status == W.Statuses.Cancelled)
        {
            return Cancelled;
        }

        if (!output.IsArray)
        {
            return NoAnswer;
        }

        var parts = new List<Part>();
        var logprobs = default(RawJson);
        foreach (var item in output.AsItems().Where(item => item.IsObject))
        {
            ReadItem(item, parts, ref logprobs);
        }

        var usage = ResponsesUsage.Read(root.Take(W.Usage).Raw);
        root.Take(W.Object);
        return new Answer
        {
            Id = root.Take(W.Id).AsText ?? "",
            Model = root.Take(W.Model).AsText ?? "",
            Created = root.Take(W.CreatedAt).AsLong,
            Choices = [new Choice(0, ValueList.From(parts), ReadStop(status, root.Take(W.IncompleteDetails)[W.Reason].AsText, parts)) { LogProbabilities = logprobs }],
            Usage = usage.IsEmpty ? null : usage,
            ServiceTier = root.Take(W.ServiceTier).AsText,
        };
    }

    public static Stop ReadStop(string? status, string? reason, IReadOnlyCollection<Part> parts)
    {
        var why = (status, reason) switch
        {
            (W.Statuses.Incomplete, "max_output_tokens" or "max_tokens") => StopReason.MaxTokens,
            (W.Statuses.Incomplete, "content_filter") => StopReason.ContentFilter,
            (W.Statuses.Incomplete, _) => StopReason.Unknown,
            _ when parts.Any(part => part is ToolCallPart) => StopReason.ToolUse,
            _ when parts.Any(part => part is RefusalPart) => StopReason.Refusal,
            _ => StopReason.EndTurn,
        };
        return new Stop(why, Raw: reason ?? status);
    }

    /// <summary>What this dialect tells of a text's tokens, in the form that chat completions have for it.</summary>
    public static RawJson ReadLogprobs(JsonNode logprobs) =>
        logprobs.AsItems().Any() ? RawJson.FromText($$"""{"content":{{logprobs.Raw}},"refusal":null}""") : default;

    private static void ReadItem(JsonNode item, List<Part> parts, ref RawJson logprobs)
    {
        switch (item[W.Type].AsText)
        {
            case W.Items.Message:
                foreach (var part in item[W.Content].AsItems().Where(part => part.IsObject))
                {
                    parts.Add(ResponsesPartReader.Read(part));
                    logprobs = logprobs.IsAbsent ? ReadLogprobs(part[W.Logprobs]) : logprobs;
                }

                break;
            case W.Items.FunctionCall:
                parts.Add(ResponsesItems.ReadCall(item));
                break;
            case W.Items.CustomToolCall:
                parts.Add(ResponsesItems.ReadCustomCall(item));
                break;
            case W.Items.Reasoning:
                parts.Add(ResponsesItems.ReadReasoning(item, byForm: false));
                break;
            case { } other:
                parts.Add(new ForeignPart(OpenAiResponsesDialect.DialectName, other, item.Raw));
                break;
        }
    }
}
