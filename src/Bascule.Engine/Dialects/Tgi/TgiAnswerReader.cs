using System.Globalization;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Tgi.TgiWire;

namespace Bascule.Engine.Dialects.Tgi;

/// <summary>Reads a whole answer: an object, or behind some addresses a list with one.</summary>
internal static class TgiAnswerReader
{
    public static Failure NoAnswer { get; } =
        new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream's answer holds no generated text.");

    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is null)
        {
            return NoAnswer;
        }

        var root = reading.Root.IsArray ? reading.Root.AsItems().FirstOrDefault() : reading.Root;
        if (root.IsObject && root[W.Error].Exists)
        {
            return ReadError(null, body.Span);
        }

        if (!root.IsObject || root[W.GeneratedText].AsText is not { } text)
        {
            return NoAnswer;
        }

        var usage = ReadUsage(root[W.Details]);
        return new Answer
        {
            Id = "",
            Model = "",
            Choices = ValueList.From([new Choice(0, text.Length > 0 ? ValueList.From<Part>([new TextPart(text)]) : [], ReadStop(root[W.Details]))]),
            Usage = usage.IsEmpty ? null : usage,
        };
    }

    /// <summary>The prompt's tokens are told by newer routers, else counted where they were sent back.</summary>
    public static Usage ReadUsage(JsonNode details)
    {
        var prefill = details[W.Prefill].AsItems().Count();
        return new Usage { Input = details[W.InputLength].AsLong is >= 0 and var read ? read : prefill > 0 ? prefill : null, Output = details[W.GeneratedTokens].AsLong is >= 0 and var made ? made : null };
    }

    public static Stop ReadStop(JsonNode details)
    {
        var word = details[W.FinishReason].AsText;
        return new Stop(
            word switch
            {
                null or "" or "eos_token" => StopReason.EndTurn,
                "length" => StopReason.MaxTokens,
                "stop_sequence" => StopReason.StopSequence,
                _ => StopReason.Unknown,
            },
            Raw: string.IsNullOrEmpty(word) ? null : word);
    }

    /// <summary>A model that is loading says how long it will take; 424 means that the generation failed, which is no fault of the request.</summary>
    public static Failure ReadError(int? status, ReadOnlySpan<byte> body)
    {
        var failure = OpenAiChat.ErrorReader.Read(status == 424 ? 500 : status, body);
        using var reading = JsonReading.TryParse(body.ToArray(), paths: false);
        var seconds = reading is { Root.IsObject: true } && double.TryParse(reading.Root[W.EstimatedTime].Raw.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var told) ? told : 0;
        return failure with
        {
            UpstreamStatus = status,
            RetryAfter = seconds is > 0 and < 86_400 ? TimeSpan.FromSeconds(seconds) : failure.RetryAfter,
        };
    }
}
