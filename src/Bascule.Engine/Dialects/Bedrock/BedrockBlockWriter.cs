using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Anthropic;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Writes parts as Converse's content blocks, each an object with one member that says what it is. What cannot be written here was left out before.</summary>
internal sealed class BedrockBlockWriter(Utf8JsonWriter json, RequestWriting how, BedrockModel model)
{
    private const int MaxDocumentName = 200;

    private readonly HashSet<string> _documents = [];

    public void WriteContent(ReadOnlySpan<byte> name, IReadOnlyList<Part> parts)
    {
        json.WriteStartArray(name);
        if (parts.Any(part => part is FilePart) && !parts.Any(part => part is TextPart))
        {
            WriteText(AnthropicTurnOrder.Nothing);    // a document without a word beside it is refused
        }

        foreach (var part in parts)
        {
            Write(part);
            WriteCache(part.Cache);
        }

        json.WriteEndArray();
    }

    public void WriteCache(CacheMark? mark)
    {
        if (mark is null)
        {
            return;
        }

        if (!model.TakesCachePoints)
        {
            how.Drop("cache_control");
            return;
        }

        json.WriteStartObject();
        json.WriteStartObject(W.CachePoint);
        json.WriteString(W.Type, "default"u8);
        json.OptionalText(W.Ttl, mark.Ttl);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private void Write(Part part)
    {
        switch (part)
        {
            case TextPart text:
                WriteText(text.Text);
                break;
            case ImagePart image:
                Begin(W.Image);
                json.WriteString(W.Format, FormatOf(image.Source));
                WriteSource(image.Source);
                End();
                break;
            case FilePart file:
                WriteDocument(file);
                break;
            case ToolCallPart call:
                Begin(W.ToolUse);
                json.WriteString(W.ToolUseId, call.Id);
                json.WriteString(W.Name, call.Name);
                json.WritePropertyName(W.Input);
                ArgumentsText.WriteObject(json, call);
                End();
                break;
            case ToolResultPart result:
                WriteResult(result);
                break;
            case ReasoningPart { Redacted: { Length: > 0 } data }:
                Begin(W.ReasoningContent);
                json.WriteString(W.RedactedContent, data);
                End();
                break;
            case ReasoningPart reasoning:
                Begin(W.ReasoningContent);
                json.WriteStartObject(W.ReasoningText);
                json.WriteString(W.Text, reasoning.Text);
                json.OptionalText(W.Signature, reasoning.Signature);
                json.WriteEndObject();
                End();
                break;
        }
    }

    private void WriteText(string text)
    {
        json.WriteStartObject();
        json.WriteString(W.Text, text);
        json.WriteEndObject();
    }

    private void WriteResult(ToolResultPart result)
    {
        Begin(W.ToolResult);
        json.WriteString(W.ToolUseId, result.CallId);
        json.WriteStartArray(W.Content);
        if (result.Content.Count == 0)
        {
            WriteText(AnthropicTurnOrder.Nothing);
        }

        foreach (var part in result.Content)
        {
            Write(part);
            if (part.Cache is not null)
            {
                how.Drop("cache_control");    // no cache point may stand inside a result
            }
        }

        json.WriteEndArray();
        if (result.IsError is true && model.TakesResultStatus)
        {
            json.WriteString(W.Status, "error"u8);
        }
        else if (result.IsError is true)
        {
            how.Drop("is_error");
        }

        End();
    }

    private void WriteDocument(FilePart file)
    {
        Begin(W.Document);
        json.WriteString(W.Format, file.Source.Text is null ? BedrockPartMending.FormatOf(file) : "txt");
        json.WriteString(W.Name, NameOf(file));
        WriteSource(file.Source);
        if (model.IsClaude)
        {
            json.OptionalText(W.Context, file.Context);
            if (file.Cite is true)
            {
                json.WriteStartObject(W.Citations);
                json.WriteBoolean(W.Enabled, true);
                json.WriteEndObject();
            }
        }
        else if ((file.Context ?? (object?)file.Cite) is not null)
        {
            how.Drop(file.Context is null ? "citations" : "context");
        }

        End();
    }

    private void WriteSource(MediaSource source)
    {
        json.WriteStartObject(W.Source);
        if (source.Base64 is { } data)
        {
            json.WriteString(W.Bytes, data);
        }
        else if (source.Text is { } text)
        {
            json.WriteString(W.Text, text);
        }
        else
        {
            json.WriteStartObject(W.S3Location);
            json.WriteString(W.Uri, source.Url);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>Letters, digits, single spaces, hyphens and brackets only, and no name twice.</summary>
    private string NameOf(FilePart file)
    {
        var kept = string.Concat((file.Name ?? "document").Select(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '(' or ')' or '[' or ']' ? letter : ' '));
        var name = string.Join(' ', kept.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        name = name.Length == 0 ? "document" : name[..Math.Min(name.Length, MaxDocumentName - 10)].Trim();
        var unique = name;
        for (var number = 2; !_documents.Add(unique); number++)
        {
            unique = $"{name} {number}";
        }

        return unique;
    }

    private static string FormatOf(MediaSource source) => source.MediaType is { } type && type.StartsWith("image/", StringComparison.Ordinal)
        ? type["image/".Length..]
        : Path.GetExtension(source.Url ?? "").TrimStart('.') is { Length: > 0 } ending ? ending == "jpg" ? "jpeg" : ending : "png";

    private void Begin(ReadOnlySpan<byte> kind)
    {
        json.WriteStartObject();
        json.WriteStartObject(kind);
    }

    private void End()
    {
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
