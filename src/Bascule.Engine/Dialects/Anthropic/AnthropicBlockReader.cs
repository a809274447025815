using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Reads content blocks into parts, the same in requests and answers. A type the hub has no word for is kept raw.</summary>
internal static class AnthropicBlockReader
{
    /// <summary>Content that is a string or a list of blocks.</summary>
    public static IReadOnlyList<Part> ReadContent(JsonNode content)
    {
        if (content.IsText)
        {
            return [new TextPart(content.Text!)];
        }

        if (content.Exists && !content.IsArray)
        {
            content.Refuse($"must be a string or an array, not {content.KindName}");
        }

        return ValueList.From(content.AsItems().Select(Read));
    }

    public static Part Read(JsonNode block)
    {
        var type = block.ObjectHere(required: true)[Wire.Type].RequiredText();
        Part part = type switch
        {
            Wire.Blocks.Text => new TextPart(block[Wire.Text].RequiredText()) { Citations = ReadCitations(block[Wire.Citations]) },
            Wire.Blocks.Image => ReadSource(block[Wire.Source]) is { } source ? new ImagePart(source) : Foreign(type, block),
            Wire.Blocks.Document => ReadDocument(block, type),
            Wire.Blocks.ToolUse => ReadCall(block),
            Wire.Blocks.ToolResult => new ToolResultPart(block[Wire.ToolUseId].RequiredText(), ReadContent(block[Wire.Content])) { IsError = block[Wire.IsError].Flag },
            Wire.Blocks.Thinking => ReadThinking(block),
            Wire.Blocks.RedactedThinking => new ReasoningPart("") { Redacted = block[Wire.Data].RequiredText(), Vendor = Wire.Words.Dialect },
            _ => Foreign(type, block),
        };
        return part is not ForeignPart && ReadCache(block[Wire.CacheControl]) is { } mark ? part with { Cache = mark } : part;
    }

    public static CacheMark? ReadCache(JsonNode mark) => mark.ObjectHere().Exists ? new CacheMark(mark[Wire.Ttl].Text) : null;

    public static IReadOnlyList<Citation> ReadCitations(JsonNode citations) => ValueList.From(citations.AsItems().Select(ReadCitation));

    /// <summary>Positions are left out: this wire's count in the document, the hub's in the answer's text.</summary>
    public static Citation ReadCitation(JsonNode citation) => new()
    {
        Url = citation[Wire.Url].AsText ?? citation[Wire.Source].AsText,
        Title = citation[Wire.Title].AsText ?? citation[Wire.DocumentTitle].AsText,
        Quote = citation[Wire.CitedText].AsText,
        Raw = new ForeignField(Wire.Words.Dialect, citation[Wire.Type].AsText ?? "", citation.Raw),
    };

    private static ReasoningPart ReadThinking(JsonNode block)
    {
        // An empty signature is what this gateway writes for thinking of other vendors: nobody's proof.
        var signature = block[Wire.Signature].Text is { Length: > 0 } given ? given : null;
        return new ReasoningPart(block[Wire.Thinking].RequiredText()) { Signature = signature, Vendor = signature is null ? null : Wire.Words.Dialect };
    }

    private static ToolCallPart ReadCall(JsonNode block)
    {
        var input = block[Wire.Input].ObjectHere();
        return new ToolCallPart(block[Wire.Id].RequiredText(), block[Wire.Name].RequiredText(), input.Exists ? input.Raw.ToString() : "{}");
    }

    private static Part ReadDocument(JsonNode block, string type)
    {
        if (ReadSource(block[Wire.Source]) is not { } source)
        {
            return Foreign(type, block);
        }

        return new FilePart(source)
        {
            Name = block[Wire.Title].Text,
            Context = block[Wire.Context].Text,
            Cite = block[Wire.Citations].ObjectHere()[Wire.Enabled].Flag,
        };
    }

    /// <summary>Null for a source of a kind that only this wire knows.</summary>
    private static MediaSource? ReadSource(JsonNode source)
    {
        switch (source.ObjectHere(required: true)[Wire.Type].RequiredText())
        {
            case Wire.Sources.Base64:
                return new MediaSource(Base64: source[Wire.Data].RequiredText(), MediaType: source[Wire.MediaType].RequiredText());
            case Wire.Sources.Url:
                return new MediaSource(Url: source[Wire.Url].RequiredText());
            case Wire.Sources.File:
                return new MediaSource(FileId: source[Wire.FileId].RequiredText());
            case Wire.Sources.Text:
                return new MediaSource(Text: source[Wire.Data].RequiredText(), MediaType: source[Wire.MediaType].Text);
            case Wire.Sources.Content:
                var parts = ReadContent(source[Wire.Content]);
                if (parts.Count > 1)
                {
                    source.Blur();    // joined, they no longer tell where one ends
                }

                return parts.All(part => part is TextPart) ? new MediaSource(Text: string.Join("\n\n", parts.Cast<TextPart>().Select(part => part.Text))) : null;
            default:
                return null;
        }
    }

    private static ForeignPart Foreign(string type, JsonNode block) => new(Wire.Words.Dialect, type, block.Raw);
}
