using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>Writes a request's content: a string where one text is all, else a list of parts.</summary>
internal sealed class PartWriter(Utf8JsonWriter json, RequestWriting how)
{
    private bool Own => how.From == OpenAiChatDialect.DialectName;

    private bool FromAnthropic => how.From == "anthropic";

    public void WriteContent(IReadOnlyList<Part> all)
    {
        var parts = all.Where(part => (Own || part is not TextPart { Text.Length: 0 }) && HasPlace(part)).ToArray();
        if (parts.Length == 0)
        {
            json.WriteString(W.Content, ""u8);
            return;
        }

        if (parts is [TextPart only] && (only.Cache is null || !Own) && only.Text.Length > 0)
        {
            DropCache(only);
            json.WriteString(W.Content, only.Text);
            return;
        }

        json.WriteStartArray(W.Content);
        foreach (var part in parts)
        {
            Write(part);
        }

        json.WriteEndArray();
    }

    public void DropCache(Part part)
    {
        if (part.Cache is not null)
        {
            how.Drop("cache_control");
        }
    }

    public static void WriteCache(Utf8JsonWriter json, CacheMark? cache, RequestWriting how)
    {
        if (cache is null)
        {
            return;
        }

        if (how.From != OpenAiChatDialect.DialectName)
        {
            how.Drop("cache_control");
            return;
        }

        json.WriteStartObject(W.CacheControl);
        json.WriteString(W.Type, "ephemeral"u8);
        json.OptionalText(W.Ttl, cache.Ttl);
        json.WriteEndObject();
    }

    private void Write(Part part)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, part);
                break;
            case ImagePart image:
                Begin(W.ImageUrl);
                json.WriteStartObject(W.ImageUrl);
                WriteUrl(W.Url, image.Source);
                json.OptionalText(W.Detail, image.Detail);
                json.WriteEndObject();
                End(part);
                break;
            case AudioPart { Source.Base64: { } data } audio:
                Begin(W.InputAudio);
                json.WriteStartObject(W.InputAudio);
                json.WriteString(W.Data, data);
                json.OptionalText(W.Format, audio.Format ?? FormatOf(audio.Source.MediaType));
                json.WriteEndObject();
                End(part);
                break;
            case FilePart file:
                WriteFile(file);
                break;
            case RefusalPart refusal:
                Begin(W.Refusal);
                json.WriteString(W.Refusal, refusal.Text);
                End(part);
                break;
            case ForeignPart foreign:
                json.Raw(foreign.Json);
                break;
        }
    }

    /// <summary>Names what has no place here. A list of parts must not end up empty, so this is asked before one is begun.</summary>
    private bool HasPlace(Part part)
    {
        var name = part switch
        {
            ForeignPart { Dialect: not OpenAiChatDialect.DialectName } foreign => foreign.Type,
            ImagePart { Source.FileId: not null } => "image",
            AudioPart { Source.Base64: null } => "audio",
            FilePart { Source.Url: not null } when !Own => FromAnthropic ? "document" : how.From == "gemini" ? "fileData" : "file",
            ReasoningPart or ToolCallPart or ToolResultPart => "content",
            _ => null,
        };
        if (name is not null)
        {
            how.Drop(name);
        }

        return name is null;
    }

    private void WriteFile(FilePart file)
    {
        if (FromAnthropic && (file.Context is not null || file.Cite is true))
        {
            how.Drop(file.Cite is true ? "citations" : "context");
        }

        if (file.Source.Text is { } words)
        {
            WriteText(file.Name is null ? words : $"{file.Name}\n\n{words}", file);
            return;
        }

        Begin(W.File);
        json.WriteStartObject(W.File);
        if (file.Source.FileId is { } id)
        {
            json.OptionalText(W.Filename, file.Name);
            json.WriteString(W.FileId, id);
        }
        else
        {
            json.OptionalText(W.Filename, file.Name ?? (Own ? null : "document.pdf"));
            WriteUrl(W.FileData, file.Source);
        }

        json.WriteEndObject();
        End(file);
    }

    private void WriteText(string text, Part part)
    {
        Begin(W.Text);
        json.WriteString(W.Text, text);
        End(part);
    }

    private void WriteUrl(ReadOnlySpan<byte> name, MediaSource source) =>
        json.WriteString(name, source switch
        {
            { Base64: { } data, MediaType: { } type } => $"data:{type};base64,{data}",
            { Base64: { } data } => data,
            _ => source.Url ?? "",
        });

    private static string? FormatOf(string? mediaType) => mediaType switch
    {
        null => null,
        "audio/mpeg" => "mp3",
        "audio/x-wav" or "audio/wave" => "wav",
        _ => mediaType[(mediaType.IndexOf('/', StringComparison.Ordinal) + 1)..],
    };

    private void Begin(ReadOnlySpan<byte> type)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, type);
    }

    private void End(Part part)
    {
        WriteCache(json, part.Cache, how);
        json.WriteEndObject();
    }
}
