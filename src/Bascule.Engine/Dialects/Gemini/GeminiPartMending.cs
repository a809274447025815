using Bascule.Engine.Conversation;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>Makes a part into one that Gemini takes where it stands, or leaves it out and names it.</summary>
internal sealed class GeminiPartMending(RequestWriting how)
{
    /// <summary>Where a part stands, which decides what it may be.</summary>
    public enum Place
    {
        System,
        User,
        Model,
    }

    private bool Own => how.From == Wire.Dialect;

    public IEnumerable<Part> Mend(IEnumerable<Part> parts, Place place) => parts.Select(part => Mend(part, place)).OfType<Part>();

    private Part? Mend(Part part, Place place)
    {
        if (part.Cache is not null)
        {
            how.Drop("cache_control");
        }

        return part switch
        {
            TextPart text => MendText(text),
            RefusalPart refusal => MendText(new TextPart(refusal.Text)),
            ReasoningPart reasoning => place == Place.Model ? MendReasoning(reasoning) : null,
            ToolCallPart call when place == Place.Model => call,
            ToolResultPart when place == Place.User => part,
            ForeignPart { Dialect: Wire.Dialect } when place != Place.System => part,
            AudioPart { Source: { Base64: null, Url: null }, Transcript: { Length: > 0 } said } => new TextPart(said),
            ImagePart image when place != Place.System => MendImage(image),
            AudioPart { Source: { Base64: not null } or { Url: not null } } audio when place != Place.System =>
                audio with { Source = audio.Source with { MediaType = audio.Source.MediaType ?? "audio/" + (audio.Format ?? "wav") } },
            FilePart file when place != Place.System => MendFile(file),
            _ => Drop(part),
        };
    }

    private TextPart? MendText(TextPart text) => text.Text.Length == 0 && (text.Signature is null || how.SignaturesOf != Wire.Vendor) ? null : text;

    /// <summary>Only what this vendor signed goes back; thoughts of others are not part of what was said.</summary>
    private ReasoningPart? MendReasoning(ReasoningPart reasoning)
    {
        var signed = (reasoning.Signature ?? reasoning.Redacted) is not null;
        if (signed && (reasoning.Vendor != Wire.Vendor || how.SignaturesOf != Wire.Vendor))
        {
            how.Drop(how.Words.Thoughts);
            return null;
        }

        return Own || signed ? reasoning : null;
    }

    private Part? MendImage(ImagePart image)
    {
        if (image.Detail is not (null or "auto"))
        {
            how.Drop("image_url.detail");
        }

        var source = image.Source;
        return source switch
        {
            { Base64: { } data } => image with { Source = source with { MediaType = source.MediaType ?? SniffImage(data) } },
            { Url: not null } => image with { Source = source with { MediaType = source.MediaType ?? GeminiMediaTypes.OfPath(source.Url, "image/jpeg") } },
            _ => Drop(image),
        };
    }

    private Part? MendFile(FilePart file)
    {
        if (file.Context is not null)
        {
            how.Drop("context");
        }

        if (file.Cite is true)
        {
            how.Drop("citations");
        }

        var source = file.Source;
        return source switch
        {
            { Text: { } words } => MendText(new TextPart(file.Name is null ? words : $"{file.Name}\n\n{words}")),
            { Base64: { } data } => file with
            {
                Name = Own ? file.Name : null,    // only Vertex has a place for it
                Source = source with { MediaType = source.MediaType ?? (data.StartsWith("JVBERi", StringComparison.Ordinal) ? "application/pdf" : GeminiMediaTypes.OfPath(file.Name ?? "", "text/plain")) },
            },
            { Url: { } url } => file with { Name = Own ? file.Name : null, Source = source with { MediaType = source.MediaType ?? (Own ? null : GeminiMediaTypes.OfPath(url, "application/pdf")) } },
            _ => Drop(file),
        };
    }

    private static string SniffImage(string data) => data switch
    {
        _ when data.StartsWith("/9j/", StringComparison.Ordinal) => "image/jpeg",
        _ when data.StartsWith("R0lG", StringComparison.Ordinal) => "image/gif",
        _ when data.StartsWith("UklG", StringComparison.Ordinal) => "image/webp",
        _ => "image/png",
    };

    private Part? Drop(Part part)
    {
        how.Drop(how.Words.Of(part));
        return null;
    }
}
