using System.Text;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>What a search supports of an answer's words, as citations. Positions here count bytes of UTF-8 in a part, the hub's characters.</summary>
internal static class GeminiGrounding
{
    /// <summary>More than any search finds for an answer; those behind it are left out, since each is looked up in the whole text.</summary>
    public const int MaxCitations = 1_000;

    /// <summary>Each support as a citation of each of its sources, with its place in bytes.</summary>
    public static IEnumerable<(Citation Citation, int Part, long? Start, long? End)> Read(JsonNode grounding)
    {
        var chunks = grounding[Wire.GroundingChunks].AsItems().Select(chunk => chunk[Wire.Web] is { IsObject: true } web ? web : chunk[Wire.RetrievedContext]).ToArray();
        foreach (var support in grounding[Wire.GroundingSupports].AsItems())
        {
            var segment = support[Wire.Segment];
            var quote = segment.Get(Wire.Text).AsText;
            foreach (var source in support[Wire.GroundingChunkIndices].AsItems().Select(index => index.AsLong).Where(index => index >= 0 && index < chunks.Length).Select(index => chunks[index!.Value]))
            {
                var citation = new Citation { Url = source[Wire.Uri].AsText, Title = source[Wire.Title].AsText, Quote = quote };
                if (citation.Url is not null || citation.Title is not null)
                {
                    var part = segment["partIndex"u8].AsLong is >= 0 and < 10_000 and var at ? (int)at : 0;
                    yield return (citation, part, segment[Wire.EndIndex].Exists ? segment[Wire.StartIndex].AsLong ?? 0 : null, segment[Wire.EndIndex].AsLong);
                }
            }
        }
    }

    /// <summary>Puts the citations on the text parts they speak of.</summary>
    /// <param name="places">Of each raw part: its place among the parts, or -1 where it is no text.</param>
    public static void Attach(JsonNode grounding, List<Part> parts, List<int> places)
    {
        foreach (var (citation, raw, start, end) in Read(grounding).Take(MaxCitations))
        {
            var exact = raw < places.Count && places[raw] >= 0;
            var at = exact ? places[raw] : places.Find(place => place >= 0);
            if (at < parts.Count && parts[at] is TextPart text)
            {
                var placed = exact ? citation with { Start = Characters(text.Text, start), End = Characters(text.Text, end) } : citation;
                parts[at] = text with { Citations = ValueList.From(text.Citations.Append(placed)) };
            }
        }
    }

    /// <summary>Writes the citations of a candidate's parts, if any has an address.</summary>
    /// <param name="parts">The part as it is written and the citations on it.</param>
    public static void Write(Utf8JsonWriter json, IReadOnlyList<(string Text, IReadOnlyList<Citation> Citations)> parts)
    {
        var sources = parts.SelectMany(part => part.Citations).Where(citation => citation.Url is not null).Select(citation => (citation.Url, citation.Title)).Distinct().ToArray();
        if (sources.Length == 0)
        {
            return;
        }

        var places = sources.Select((source, place) => (source, place)).ToDictionary();
        json.WriteStartObject(Wire.GroundingMetadata);
        json.WriteStartArray(Wire.GroundingChunks);
        foreach (var (url, title) in sources)
        {
            json.WriteStartObject();
            json.WriteStartObject(Wire.Web);
            json.WriteString(Wire.Uri, url);
            json.OptionalText(Wire.Title, title);
            json.WriteEndObject();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray(Wire.GroundingSupports);
        for (var index = 0; index < parts.Count; index++)
        {
            foreach (var citation in parts[index].Citations.Where(citation => citation.Url is not null))
            {
                WriteSupport(json, citation, index, parts[index].Text, places[(citation.Url, citation.Title)]);
            }
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteSupport(Utf8JsonWriter json, Citation citation, int part, string text, int source)
    {
        json.WriteStartObject();
        json.WriteStartObject(Wire.Segment);
        json.WriteNumber("partIndex"u8, part);
        if (citation is { Start: { } start, End: { } end } && start >= 0 && start <= end && end <= text.Length)
        {
            json.WriteNumber(Wire.StartIndex, Encoding.UTF8.GetByteCount(text.AsSpan(0, start)));
            json.WriteNumber(Wire.EndIndex, Encoding.UTF8.GetByteCount(text.AsSpan(0, end)));
        }

        json.OptionalText(Wire.Text, citation.Quote);
        json.WriteEndObject();
        json.WriteStartArray(Wire.GroundingChunkIndices);
        json.WriteNumberValue(source);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int? Characters(string text, long? bytes)
    {
        if (bytes is not { } wanted)
        {
            return null;
        }

        if (Ascii.IsValid(text))
        {
            return (int)Math.Clamp(wanted, 0, text.Length);
        }

        long passed = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (passed >= wanted)
            {
                return at;
            }

            passed += char.IsSurrogate(text[at]) ? 2 : text[at] switch { < '\u0080' => 1, < '\u0800' => 2, _ => 3 };
        }

        return text.Length;
    }
}
