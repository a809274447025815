using System.Buffers.Text;
using System.Text;
using Bascule.Engine.Conversation;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Makes a part into one that a strict upstream takes where it stands, or leaves it out and names it.</summary>
internal class AnthropicPartMending(RequestWriting how)
{
    protected RequestWriting How { get; } = how;

    /// <summary>Where a part stands, which decides what it may be.</summary>
    public enum Place
    {
        System,
        User,
        Assistant,
        ToolResult,
    }

    public IEnumerable<Part> Mend(IEnumerable<Part> parts, Place place) => parts.Select(part => Mend(part, place)).OfType<Part>();

    private Part? Mend(Part part, Place place) => part switch
    {
        TextPart text => MendText(text),
        RefusalPart refusal => MendText(new TextPart(refusal.Text) { Cache = refusal.Cache }),
        AudioPart { Transcript.Length: > 0 } audio => MendText(new TextPart(audio.Transcript)),
        ImagePart image when place is Place.User or Place.ToolResult => MendImage(image),
        FilePart file when place is Place.User or Place.ToolResult => MendFile(file),
        ToolCallPart when place == Place.Assistant => part,
        ReasoningPart reasoning => place == Place.Assistant && IsOwn(reasoning) ? reasoning : null,
        ForeignPart foreign when place != Place.System && IsOwn(foreign) => part,
        _ => Drop(part),
    };

    /// <summary>White space alone is refused as a block's text.</summary>
    private static TextPart? MendText(TextPart text) => string.IsNullOrWhiteSpace(text.Text) ? null : text;

    /// <summary>Only what this vendor signed, and only where the upstream can check it; everything else would be refused or leak to another vendor.</summary>
    protected virtual bool IsOwn(ReasoningPart reasoning) =>
        reasoning is { Vendor: Wire.Words.Dialect } and ({ Signature.Length: > 0 } or { Redacted.Length: > 0 }) && How.SignaturesOf == Wire.Words.Dialect;

    protected virtual bool IsOwn(ForeignPart foreign) => foreign.Dialect == Wire.Words.Dialect;

    protected virtual Part? MendImage(ImagePart image)
    {
        if (image.Detail is not (null or "auto"))
        {
            How.Drop(How.From == Wire.Words.Dialect ? "detail" : "image_url.detail");
        }

        var source = FromDataUrl(image.Source);
        return source switch
        {
            { Text: not null } => Drop(image),
            { Base64: { } data } => image with { Source = source with { MediaType = source.MediaType ?? SniffImage(data) } },
            _ => image with { Source = source },
        };
    }

    protected virtual Part? MendFile(FilePart file)
    {
        var source = FromDataUrl(file.Source);
        if (source.Base64 is not { } data)
        {
            return file with { Source = source };
        }

        var type = source.MediaType ?? "";
        if (type == "application/pdf" || data.StartsWith("JVBERi", StringComparison.Ordinal))
        {
            return file with { Source = source with { MediaType = "application/pdf" } };
        }

        // Only PDF may come as bytes; text in any of its forms goes as plain text.
        var isText = type.StartsWith("text/", StringComparison.Ordinal) || type is "application/json" or "application/xml" or "application/yaml";
        return isText && Base64.IsValid(data)
            ? file with { Source = new MediaSource(Text: Encoding.UTF8.GetString(Convert.FromBase64String(data))) }
            : Drop(file);
    }

    protected static MediaSource FromDataUrl(MediaSource source)
    {
        if (source.Url is not { } url || !url.StartsWith("data:", StringComparison.OrdinalIgnoreCase))
        {
            return source;
        }

        var comma = url.IndexOf(',');
        var head = comma < 0 ? "" : url[5..comma];
        var mark = head.IndexOf(";base64", StringComparison.OrdinalIgnoreCase);
        return mark < 0 ? source : new MediaSource(Base64: url[(comma + 1)..], MediaType: mark == 0 ? source.MediaType : head[..head.IndexOf(';')]);
    }

    private static string SniffImage(string data) => data switch
    {
        _ when data.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
        _ when data.StartsWith("R0lG", StringComparison.Ordinal) => "image/gif",
        _ when data.StartsWith("UklG", StringComparison.Ordinal) => "image/webp",
        _ => "image/png",
    };

    protected Part? Drop(Part part)
    {
        How.Drop(part switch
        {
            ImagePart => How.From == Wire.Words.Dialect ? Wire.Blocks.Image : "image_url",
            AudioPart => "input_audio",
            FilePart => How.From == Wire.Words.Dialect ? Wire.Blocks.Document : "file",
            ForeignPart foreign => foreign.Type,
            ToolCallPart => "tool_calls",
            _ => part.GetType().Name,
        });
        return null;
    }
}
