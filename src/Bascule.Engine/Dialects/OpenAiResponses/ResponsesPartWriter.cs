using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Writes the content of a request's messages and tool outputs: a string where one text is all, else a list of parts.</summary>
internal sealed class ResponsesPartWriter(Utf8JsonWriter json, RequestWriting how)
{
    private bool Own => how.From == OpenAiResponsesDialect.DialectName;

    public void WriteContent(ReadOnlySpan<byte> member, IReadOnlyList<Part> all)
    {
        var parts = all.Where(HasPlace).ToArray();
        if (parts.Length == 0 || (parts is [TextPart { Text.Length: > 0 } single] && (single.Cache is null || !Own)))
        {
            json.WriteString(member, parts is [TextPart only] ? only.Text : "");
            DropCache(parts.FirstOrDefault());
            return;
        }

        json.WriteStartArray(member);
        foreach (var part in parts)
        {
            Write(part);
        }

        json.WriteEndArray();
    }

    /// <summary>What the assistant said.</summary>
    public void WriteSaid(IReadOnlyList<Part> words)
    {
        json.WriteStartArray(W.Content);
        foreach (var part in words)
        {
            DropCache(part);
            ResponsesAnswerWriter.WriteWords(json, part, logprobs: default);
        }

        json.WriteEndArray();
    }

    public void DropCache(Part? part)
    {
        if (part?.Cache is not null && !Own)
        {
            how.Drop("cache_control");
        }
    }

    private bool HasPlace(Part part)
    {
        var has = part is TextPart or RefusalPart or ImagePart or FilePart or ForeignPart { Dialect: OpenAiResponsesDialect.DialectName }
            && !(!Own && part is ImagePart { Source.FileId: not null } or FilePart { Source.FileId: not null });
        if (!has)
        {
            how.Drop(how.Words.Of(part));
        }

        return has;
    }

    private void Write(Part part)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text, part);
                break;
            case RefusalPart refusal:
                WriteText(refusal.Text, part);
                break;
            case ImagePart image:
                Begin(W.Parts.InputImage);
                if (image.Source.FileId is { } id)
                {
                    json.WriteString(W.FileId, id);
                }
                else
                {
                    json.WriteString(W.ImageUrl, UrlOf(image.Source));
                }

                json.WriteString(W.Detail, image.Detail ?? "auto");
                End(part);
                break;
            case FilePart file:
                WriteFile(file);
                break;
            case ForeignPart foreign:
                json.Raw(foreign.Json);
                break;
        }
    }

    private void WriteFile(FilePart file)
    {
        if (!Own && file.Cite is true)
        {
            how.Drop("citations");
        }

        if (!Own && file.Context is not null)
        {
            how.Drop("context");
        }

        if (file.Source.Text is { } words)
        {
            WriteText(file.Name is null ? words : $"{file.Name}\n\n{words}", file);
            return;
        }

        Begin(W.Parts.InputFile);
        json.OptionalText(W.Filename, file.Name ?? (file.Source.Base64 is not null && !Own ? "document.pdf" : null));
        json.OptionalText(W.FileId, file.Source.FileId);
        json.OptionalText(W.FileUrl, file.Source.Url);
        if (file.Source.Base64 is not null)
        {
            json.WriteString(W.FileData, UrlOf(file.Source));
        }

        End(file);
    }

    private void WriteText(string text, Part part)
    {
        Begin(W.Parts.InputText);
        json.WriteString(W.Text, text);
        End(part);
    }

    private static string UrlOf(MediaSource source) => source switch
    {
        { Base64: { } data, MediaType: { } type } => $"data:{type};base64,{data}",
        { Base64: { } data } => data,
        _ => source.Url ?? "",
    };

    private void Begin(string type)
    {
        json.WriteStartObject();
        json.WriteString(W.Type, type);
    }

    private void End(Part part)
    {
        DropCache(part);
        if (Own && part.Cache is not null)
        {
            json.WriteStartObject(W.PromptCacheBreakpoint);
            json.WriteString(W.Mode, "explicit"u8);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }
}
