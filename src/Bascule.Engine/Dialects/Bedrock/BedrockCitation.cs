using System.Buffers;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Claude's citations of documents, which Converse renames and Anthropic's own callers know by other names.</summary>
internal static class BedrockCitation
{
    /// <summary>The same citation as Anthropic writes it; null where it is of another kind.</summary>
    public static ForeignField? AsClaudes(JsonNode location, Citation read)
    {
        var (type, at, start, end) = (location["documentChar"u8], location["documentPage"u8], location["documentChunk"u8]) switch
        {
            ({ IsObject: true } chars, _, _) => ("char_location", chars, "start_char_index", "end_char_index"),
            (_, { IsObject: true } pages, _) => ("page_location", pages, "start_page_number", "end_page_number"),
            (_, _, { IsObject: true } chunks) => ("content_block_location", chunks, "start_block_index", "end_block_index"),
            _ => (null, default, "", ""),
        };
        if (type is null)
        {
            return null;
        }

        var written = new ArrayBufferWriter<byte>();
        using (var json = JsonWriting.To(written))
        {
            json.WriteStartObject();
            json.WriteString("type"u8, type);
            json.WriteString("cited_text"u8, read.Quote ?? "");
            json.WriteNumber("document_index"u8, at["documentIndex"u8].AsLong ?? 0);
            json.WriteString("document_title"u8, read.Title);
            json.WriteNumber(start, at["start"u8].AsLong ?? 0);
            json.WriteNumber(end, at["end"u8].AsLong ?? 0);
            json.WriteEndObject();
        }

        return new ForeignField("anthropic", type, new RawJson(written.WrittenMemory));
    }
}
