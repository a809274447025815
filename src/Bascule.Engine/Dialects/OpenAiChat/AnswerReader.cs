using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Reads a whole answer, leniently: every kind of upstream that claims this dialect has its own habits.</summary>
internal static class AnswerReader
{
    public static Failure NoAnswer { get; } =
        new(Blame.Provider, FailureKind.Broken, "upstream_unreachable", "The upstream's answer is not a chat completion.");

    public static Failure EndedInError { get; } =
        new(Blame.Provider, FailureKind.UpstreamError, "upstream_error", "The upstream failed in the middle of its answer.");

    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        if (reading is null)
        {
            return NoAnswer;
        }

        var root = reading.Root.Taking();
        if (root.Take(W.Error).Exists)
        {
            return ErrorReader.Read(null, body.Span);
        }

        var choices = root.Take(W.Choices).AsItems().Where(choice => choice.IsObject).Select(ReadChoice).ToArray();
        if (choices.Length == 0)
        {
            return NoAnswer;
        }

        if (choices.Any(choice => choice.Stop.Raw == StopWords.Error))
        {
            return EndedInError;
        }

        var groq = root.Take(W.XGroq);
        var usage = UsageReader.Read(root.Take(W.Usage).Raw);
        usage = usage.IsEmpty ? UsageReader.Read(groq[W.Usage].Raw) : usage;
        root.Take(W.Object);
        return new Answer
        {
            Id = root.Take(W.Id).AsText ?? "",
            Model = root.Take(W.Model).AsText ?? "",
            Created = root.Take(W.Created).AsLong,
            Fingerprint = root.Peek(W.SystemFingerprint).AsText,
            Choices = ValueList.From(choices),
            Usage = usage.IsEmpty ? null : usage,
            ServiceTier = root.Take(W.ServiceTier).AsText,
            Foreign = root.RestAsForeign(OpenAiChatDialect.DialectName),
        };
    }

    public static string NewCallId() => "call_" + Guid.CreateVersion7().ToString("N");

    /// <summary>Snowflake sends every member of a message, those that mean nothing with empty values.</summary>
    public static bool IsCall(JsonNode legacy) => legacy[W.Name].AsText is { Length: > 0 } || ReadArguments(legacy[W.Arguments]) is { Length: > 0 };

    /// <summary>Whether there is any sound, or words for it.</summary>
    public static bool IsSound(JsonNode audio) =>
        audio[W.Id].AsText is { Length: > 0 } || audio[W.Data].AsText is { Length: > 0 } || audio[W.Transcript].AsText is { Length: > 0 };

    public static Citation ReadCitation(JsonNode annotation)
    {
        var url = annotation[W.UrlCitation];
        return new Citation
        {
            Url = url[W.Url].AsText,
            Title = url[W.Title].AsText,
            Quote = url[W.Content].AsText,
            Start = (int?)url[W.StartIndex].AsLong,
            End = (int?)url[W.EndIndex].AsLong,
        };
    }

    /// <summary>Arguments in any of their shapes: text, an object, nothing.</summary>
    public static string? ReadArguments(JsonNode arguments) => arguments.IsText ? arguments.AsText : arguments.Exists ? arguments.Raw.ToString() : null;

    public static IEnumerable<JsonNode> CallsOf(JsonNode calls) => calls.IsObject ? [calls] : calls.AsItems();

    public static Part? ReadMedia(JsonNode item) => item[W.ImageUrl] switch
    {
        { IsText: true } url => new ImagePart(PartReader.ReadUrl(url.AsText!)),
        { IsObject: true } image when image[W.Url].AsText is { } url => new ImagePart(PartReader.ReadUrl(url)),
        _ => null,
    };

    public static AudioPart ReadAudio(JsonNode audio) => new(new MediaSource(Base64: audio[W.Data].AsText), null)
    {
        Id = audio[W.Id].AsText,
        Transcript = audio[W.Transcript].AsText,
    };

    private static Choice ReadChoice(JsonNode choice, int position)
    {
        var message = choice[W.Message];
        var parts = ReasoningReader.Read(message[W.ReasoningDetails], message[W.ReasoningContent], message[W.Reasoning]);
        ReadContent(message.IsObject ? message[W.Content] : choice[W.Text], parts);    // a text completion has no message
        AddCitations(message[W.Annotations], parts);
        if (message[W.Refusal].AsText is { Length: > 0 } refusal)
        {
            parts.Add(new RefusalPart(refusal));
        }

        parts.AddRange(message[W.Images].AsItems().Select(ReadMedia).OfType<Part>());
        if (IsSound(message[W.Audio]))
        {
            parts.Add(ReadAudio(message[W.Audio]));
        }

        parts.AddRange(CallsOf(message[W.ToolCalls]).Where(call => call.IsObject).Select(ReadCall));
        if (message[W.FunctionCall] is { IsObject: true } legacy && IsCall(legacy))
        {
            parts.Add(NewCall(null, legacy[W.Name].AsText, ReadArguments(legacy[W.Arguments]), custom: false));
        }

        var stop = StopWords.Read(choice[W.FinishReason].AsText, parts.Exists(part => part is ToolCallPart), parts.Exists(part => part is RefusalPart));
        return new Choice((int)Math.Clamp(choice[W.Index].AsLong ?? position, 0, int.MaxValue), ValueList.From(parts), stop)
        {
            LogProbabilities = choice[W.Logprobs].Raw,
        };
    }

    private static void ReadContent(JsonNode content, List<Part> parts)
    {
        if (content.AsText is { } text)
        {
            if (text.Length > 0)
            {
                parts.Add(new TextPart(text));
            }

            return;
        }

        foreach (var item in content.AsItems())
        {
            switch (item[W.Type].AsText)
            {
                case "thinking":
                    parts.Add(new ReasoningPart(PartReader.ReadThinking(item[W.Thinking])));
                    break;
                case "text" or "output_text":
                    parts.Add(new TextPart(item[W.Text].AsText ?? ""));
                    break;
                case "image_url" when ReadMedia(item) is { } media:
                    parts.Add(media);
                    break;
                case { } other:
                    parts.Add(new ForeignPart(OpenAiChatDialect.DialectName, other, item.Raw));
                    break;
            }
        }
    }

    private static void AddCitations(JsonNode annotations, List<Part> parts)
    {
        var at = parts.FindLastIndex(part => part is TextPart);
        var citations = annotations.AsItems().Where(item => item[W.UrlCitation].IsObject).Select(ReadCitation).ToArray();
        if (at >= 0 && citations.Length > 0)
        {
            parts[at] = (TextPart)parts[at] with { Citations = ValueList.From(citations) };
        }
    }

    private static Part ReadCall(JsonNode call)
    {
        var function = call[W.Function];
        var custom = call[W.Custom];
        return custom.IsObject && (call[W.Type].AsText == "custom" || !function.IsObject)
            ? NewCall(call[W.Id].AsText, custom[W.Name].AsText, custom[W.Input].AsText ?? "", custom: true)
            : NewCall(call[W.Id].AsText, function[W.Name].AsText, ReadArguments(function[W.Arguments]), custom: false);
    }

    private static ToolCallPart NewCall(string? id, string? name, string? arguments, bool custom) =>
        new(string.IsNullOrEmpty(id) ? NewCallId() : id, name ?? "", !custom && string.IsNullOrWhiteSpace(arguments) ? "{}" : arguments!) { Custom = custom };
}
