using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiResponses.ResponsesWire;

namespace Bascule.Engine.Dialects.OpenAiResponses;

/// <summary>Usage by one rule for reader and scan: cached input and cache writes are parts of <c>input_tokens</c>, reasoning is part of <c>output_tokens</c>. Reading allocates nothing.</summary>
internal static class ResponsesUsage
{
    /// <summary>Usage from an object's bytes; empty where they are none.</summary>
    public static Usage Read(RawJson raw)
    {
        if (raw.IsAbsent || raw.Utf8.Span[0] != '{')
        {
            return default;
        }

        var reader = new Utf8JsonReader(raw.Utf8.Span, new JsonReaderOptions { MaxDepth = 512 });
        reader.Read();
        return Read(ref reader);
    }

    /// <summary>Usage from the object at whose beginning the reader stands; leaves it at the object's end.</summary>
    public static Usage Read(ref Utf8JsonReader reader)
    {
        long? input = null, output = null, cached = null, write = null, reasoning = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual(W.InputTokens))
            {
                input = Number(ref reader);
            }
            else if (name.SequenceEqual(W.OutputTokens))
            {
                output = Number(ref reader);
            }
            else if (name.SequenceEqual(W.InputTokensDetails) || name.SequenceEqual(W.OutputTokensDetails))
            {
                ReadDetails(ref reader, ref cached, ref write, ref reasoning);
            }
            else
            {
                reader.Skip();
            }
        }

        return new Usage { Input = input, CachedInput = AtMost(cached, input), CacheWrite = AtMost(write, input), Output = output, Reasoning = AtMost(reasoning, output) };
    }

    /// <summary>Every client of this dialect reads all of these members.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject(W.Usage);
        json.WriteNumber(W.InputTokens, usage.Input ?? 0);
        json.WriteStartObject(W.InputTokensDetails);
        json.WriteNumber(W.CachedTokens, usage.CachedInput ?? 0);
        json.WriteNumber(W.CacheWriteTokens, usage.CacheWrite ?? 0);
        json.WriteEndObject();
        json.WriteNumber(W.OutputTokens, usage.Output ?? 0);
        json.WriteStartObject(W.OutputTokensDetails);
        json.WriteNumber(W.ReasoningTokens, usage.Reasoning ?? 0);
        json.WriteEndObject();
        json.WriteNumber(W.TotalTokens, (usage.Input ?? 0) + (usage.Output ?? 0));
        json.WriteEndObject();
    }

    private static void ReadDetails(ref Utf8JsonReader reader, ref long? cached, ref long? write, ref long? reasoning)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
        {
            reader.Skip();
            return;
        }

        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual(W.CachedTokens))
            {
                cached = Number(ref reader);
            }
            else if (name.SequenceEqual(W.CacheWriteTokens))
            {
                write = Number(ref reader);
            }
            else if (name.SequenceEqual(W.ReasoningTokens))
            {
                reasoning = Number(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    private static long? Number(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType is JsonTokenType.Number or JsonTokenType.String && JsonText.TryLong(reader.ValueSpan, out var value) && value >= 0)
        {
            return value;
        }

        reader.Skip();
        return null;
    }

    /// <summary>A part larger than its whole would make a price negative.</summary>
    private static long? AtMost(long? part, long? whole) => part > whole ? whole : part;
}
