using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Reads the content of a message: a string, or a list of parts.</summary>
internal static class PartReader
{
    public static List<Part> ReadContent(JsonNode content)
    {
        var parts = new List<Part>();
        if (content.IsText)
        {
            if (content.Text is { Length: > 0 } text)
            {
                parts.Add(new TextPart(text));
            }
        }
        else if (content.Exists && !content.IsArray)
        {
            content.Refuse($"must be a string or an array, not {content.KindName}");
        }
        else
        {
            parts.AddRange(content.Items().Select(Read));
        }

        return parts;
    }

    public static CacheMark? ReadCache(JsonNode control) =>
        control.ObjectHere().Exists ? new CacheMark(control[W.Ttl].Text) : null;

    /// <summary>A <c>data:</c> address becomes its bytes and media type, any other stays an address.</summary>
    public static MediaSource ReadUrl(string url)
    {
        const string Base64 = ";base64,";
        var at = url.StartsWith("data:", StringComparison.OrdinalIgnoreCase) ? url.IndexOf(Base64, StringComparison.OrdinalIgnoreCase) : -1;
        if (at < 0)
        {
            return new MediaSource(Url: url);
        }

        var type = url[5..at];
        var extra = type.IndexOf(';');
        type = extra < 0 ? type : type[..extra];
        return new MediaSource(Base64: url[(at + Base64.Length)..], MediaType: type.Length == 0 ? null : type);
    }

    /// <summary>A document's bytes as a <c>data:</c> address, or bare.</summary>
    public static MediaSource ReadFileData(string data, string? name) =>
        ReadUrl(data) is { Url: { } bare } && !bare.StartsWith("http", StringComparison.OrdinalIgnoreCase)
            ? new MediaSource(Base64: bare, MediaType: name?.EndsWith(".pdf", StringComparison.OrdinalIgnoreCase) is true ? "application/pdf" : null)
            : ReadUrl(data);

    private static Part Read(JsonNode part)
    {
        var type = part.ObjectHere(required: true)[W.Type].RequiredText();
        Part read = type switch
        {
            "text" or "input_text" or "output_text" => new TextPart(part[W.Text].RequiredText()),
            "image_url" => ReadImage(part),
            "input_audio" => ReadAudio(part[W.InputAudio].ObjectHere(required: true)),
            "file" => ReadFile(part[W.File].ObjectHere(required: true)),
            "refusal" => new RefusalPart(part[W.Refusal].RequiredText()),
            "thinking" => new ReasoningPart(ReadThinking(part[W.Thinking])),
            _ => new ForeignPart(OpenAiChatDialect.DialectName, type, part.Raw),
        };
        return ReadCache(part[W.CacheControl]) is { } cache ? read with { Cache = cache } : read;
    }

    /// <summary>Mistral's thinking is a list of text parts; others write a string.</summary>
    public static string ReadThinking(JsonNode thinking)
    {
        if (thinking.IsText)
        {
            return thinking.AsText!;
        }

        thinking.Blur();    // joined, its parts no longer tell where one ends
        return string.Concat(thinking.AsItems().Select(item => item[W.Text].AsText));
    }

    private static ImagePart ReadImage(JsonNode part)
    {
        var image = part[W.ImageUrl];
        if (image.IsText)
        {
            return new ImagePart(ReadUrl(image.Text!));
        }

        image.ObjectHere(required: true);
        return new ImagePart(ReadUrl(image[W.Url].RequiredText())) { Detail = image[W.Detail].Text };
    }

    private static AudioPart ReadAudio(JsonNode audio)
    {
        var format = audio[W.Format].Text;
        return new AudioPart(new MediaSource(Base64: audio[W.Data].RequiredText(), MediaType: format is null ? null : "audio/" + format), format);
    }

    private static FilePart ReadFile(JsonNode file)
    {
        var name = file[W.Filename].Text;
        if (file[W.FileId].Text is { } id)
        {
            return new FilePart(new MediaSource(FileId: id)) { Name = name };
        }

        return new FilePart(ReadFileData(file[W.FileData].RequiredText(), name)) { Name = name };
    }
}
