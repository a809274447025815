using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Dialects.OpenAiChat;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Reads a whole answer of Converse.</summary>
internal static class BedrockAnswerReader
{
    public static Read<Answer> Read(ReadOnlyMemory<byte> body)
    {
        using var reading = JsonReading.TryParse(body, paths: false);
        var message = reading?.Root[W.Output][W.Message] ?? default;
        if (reading is null || !message.IsObject)
        {
            return AnswerReader.NoAnswer;
        }

        var root = reading.Root;
        var parts = message[W.Content].AsItems().Select(ReadBlock).OfType<Part>().ToArray();
        var sequence = root[W.AdditionalModelResponseFields][W.StopSequence].AsText;
        var usage = BedrockUsage.Read(root[W.Usage]);
        return new Answer
        {
            Id = "",
            Model = "",
            Choices = [new Choice(0, ValueList.From(parts), BedrockStop.Read(root[W.StopReason].AsText, sequence, Array.Exists(parts, part => part is ToolCallPart)))],
            Usage = usage.IsEmpty ? null : usage,
            ServiceTier = root[W.ServiceTier][W.Type].AsText,
        };
    }

    public static Citation ReadCitation(JsonNode citation)
    {
        var read = new Citation
        {
            Url = citation[W.Location][W.Web][W.Url].AsText,
            Title = citation[W.Title].AsText,
            Quote = citation[W.SourceContent].AsItems().Select(piece => piece[W.Text].AsText).FirstOrDefault(text => text is not null),
        };
        return read with { Raw = BedrockCitation.AsClaudes(citation[W.Location], read) };
    }

    /// <summary>A tool that Bedrock ran itself: nobody is to answer such a call.</summary>
    public static bool IsServers(JsonNode toolUse) => toolUse[W.Type].AsText is "server_tool_use";

    private static Part? ReadBlock(JsonNode block)
    {
        if (block[W.Text].AsText is { } text)
        {
            return new TextPart(text);
        }

        if (block[W.ToolUse] is { IsObject: true } call && !IsServers(call))
        {
            var input = call[W.Input];
            return new ToolCallPart(call[W.ToolUseId].AsText ?? AnswerReader.NewCallId(), call[W.Name].AsText ?? "", input.Exists ? AnswerReader.ReadArguments(input)! : "{}");
        }

        if (block[W.ReasoningContent] is { IsObject: true } reasoning)
        {
            return ReadReasoning(reasoning);
        }

        if (block[W.CitationsContent] is { IsObject: true } cited)
        {
            return new TextPart(string.Concat(cited[W.Content].AsItems().Select(piece => piece[W.Text].AsText)))
            {
                Citations = ValueList.From(cited[W.Citations].AsItems().Select(ReadCitation)),
            };
        }

        if (block[W.Image][W.Source][W.Bytes].AsText is { } data)
        {
            return new ImagePart(new MediaSource(Base64: data, MediaType: "image/" + (block[W.Image][W.Format].AsText ?? "png")));
        }

        var kind = block.Members().Select(member => member.Key).FirstOrDefault();
        return kind is null ? null : new ForeignPart(BedrockDialect.DialectName, kind, block.Raw);
    }

    private static ReasoningPart ReadReasoning(JsonNode reasoning)
    {
        if (reasoning[W.RedactedContent].AsText is { Length: > 0 } redacted)
        {
            return new ReasoningPart("") { Redacted = redacted, Vendor = BedrockDialect.Signer };
        }

        var said = reasoning[W.ReasoningText];
        var signature = said[W.Signature].AsText is { Length: > 0 } given ? given : null;
        return new ReasoningPart(said[W.Text].AsText ?? "") { Signature = signature, Vendor = signature is null ? null : BedrockDialect.Signer };
    }
}
