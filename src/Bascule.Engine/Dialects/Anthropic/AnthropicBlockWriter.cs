using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Writes parts as content blocks. What cannot be written here was left out before.</summary>
internal static class AnthropicBlockWriter
{
    /// <summary>A lone plain text goes as a string, as most people write it; both forms mean the same.</summary>
    public static void WriteContent(Utf8JsonWriter json, ReadOnlySpan<byte> name, IReadOnlyList<Part> parts)
    {
        if (parts is [TextPart { Cache: null, Citations.Count: 0 } only])
        {
            json.WriteString(name, only.Text);
            return;
        }

        json.WriteStartArray(name);
        foreach (var part in parts)
        {
            Write(json, part);
        }

        json.WriteEndArray();
    }

    public static void WriteCache(Utf8JsonWriter json, CacheMark? mark)
    {
        if (mark is not null)
        {
            json.WriteStartObject(Wire.CacheControl);
            json.WriteString(Wire.Type, Wire.Words.Ephemeral);
            json.OptionalText(Wire.Ttl, mark.Ttl);
            json.WriteEndObject();
        }
    }

    /// <summary>Own citations byte for byte; of others' only those with an address have a form here.</summary>
    public static bool TryWriteCitation(Utf8JsonWriter json, Citation citation)
    {
        if (citation.Raw is { Dialect: Wire.Words.Dialect, Value.IsAbsent: false } raw)
        {
            json.Raw(JsonWriting.OneLine(raw.Value));
            return true;
        }

        if (citation.Url is null)
        {
            return false;
        }

        json.WriteStartObject();
        json.WriteString(Wire.Type, Wire.Words.WebCitation);
        json.WriteString(Wire.Url, citation.Url);
        json.WriteString(Wire.Title, citation.Title ?? "");
        json.WriteString(Wire.CitedText, citation.Quote ?? "");
        json.WriteString(Wire.EncryptedIndex, "");
        json.WriteEndObject();
        return true;
    }

    public static bool HasForm(Citation citation) => citation.Url is not null || citation.Raw is { Dialect: Wire.Words.Dialect, Value.IsAbsent: false };

    public static void Write(Utf8JsonWriter json, Part part)
    {
        if (part is ForeignPart foreign)
        {
            json.Raw(foreign.Json);
            return;
        }

        json.WriteStartObject();
        switch (part)
        {
            case TextPart text:
                json.WriteString(Wire.Type, Wire.Blocks.Text);
                json.WriteString(Wire.Text, text.Text);
                WriteCitations(json, text.Citations);
                break;
            case ImagePart image:
                json.WriteString(Wire.Type, Wire.Blocks.Image);
                WriteSource(json, image.Source);
                break;
            case FilePart file:
                WriteDocument(json, file);
                break;
            case ToolCallPart call:
                json.WriteString(Wire.Type, Wire.Blocks.ToolUse);
                json.WriteString(Wire.Id, call.Id);
                json.WriteString(Wire.Name, call.Name);
                json.WritePropertyName(Wire.Input);
                ArgumentsText.WriteObject(json, call);
                break;
            case ToolResultPart result:
                WriteResult(json, result);
                break;
            case ReasoningPart { Redacted: { Length: > 0 } data }:
                json.WriteString(Wire.Type, Wire.Blocks.RedactedThinking);
                json.WriteString(Wire.Data, data);
                break;
            case ReasoningPart reasoning:
                json.WriteString(Wire.Type, Wire.Blocks.Thinking);
                json.WriteString(Wire.Thinking, reasoning.Text);
                json.WriteString(Wire.Signature, reasoning.Vendor == Wire.Words.Dialect ? reasoning.Signature ?? "" : "");
                break;
        }

        WriteCache(json, part is ReasoningPart ? null : part.Cache);
        json.WriteEndObject();
    }

    private static void WriteCitations(Utf8JsonWriter json, IReadOnlyList<Citation> citations)
    {
        if (!citations.Any(HasForm))
        {
            return;
        }

        json.WriteStartArray(Wire.Citations);
        foreach (var citation in citations)
        {
            TryWriteCitation(json, citation);
        }

        json.WriteEndArray();
    }

    private static void WriteDocument(Utf8JsonWriter json, FilePart file)
    {
        json.WriteString(Wire.Type, Wire.Blocks.Document);
        WriteSource(json, file.Source);
        json.OptionalText(Wire.Title, file.Name);
        json.OptionalText(Wire.Context, file.Context);
        if (file.Cite is { } cite)
        {
            json.WriteStartObject(Wire.Citations);
            json.WriteBoolean(Wire.Enabled, cite);
            json.WriteEndObject();
        }
    }

    private static void WriteResult(Utf8JsonWriter json, ToolResultPart result)
    {
        json.WriteString(Wire.Type, Wire.Blocks.ToolResult);
        json.WriteString(Wire.ToolUseId, result.CallId);
        if (result.Content.Count > 0)
        {
            WriteContent(json, Wire.Content, result.Content);
        }

        json.OptionalFlag(Wire.IsError, result.IsError);
    }

    private static void WriteSource(Utf8JsonWriter json, MediaSource source)
    {
        json.WriteStartObject(Wire.Source);
        if (source.Base64 is { } data)
        {
            json.WriteString(Wire.Type, Wire.Sources.Base64);
            json.WriteString(Wire.MediaType, source.MediaType);
            json.WriteString(Wire.Data, data);
        }
        else if (source.Url is { } url)
        {
            json.WriteString(Wire.Type, Wire.Sources.Url);
            json.WriteString(Wire.Url, url);
        }
        else if (source.FileId is { } id)
        {
            json.WriteString(Wire.Type, Wire.Sources.File);
            json.WriteString(Wire.FileId, id);
        }
        else
        {
            // The only type a text source may have.
            json.WriteString(Wire.Type, Wire.Sources.Text);
            json.WriteString(Wire.MediaType, "text/plain");
            json.WriteString(Wire.Data, source.Text);
        }

        json.WriteEndObject();
    }
}
