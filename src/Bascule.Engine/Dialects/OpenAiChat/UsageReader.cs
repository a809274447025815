using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.OpenAiChat.OpenAiChatWire;

namespace Bascule.Engine.Dialects.OpenAiChat;

/// <summary>
/// Reads <c>usage</c> by one rule for reader and scan: cached input is part of <c>prompt_tokens</c>, reasoning is part of <c>completion_tokens</c>,
/// unless the numbers show that it stands beside (xAI, Gemini behind Vercel). Allocates nothing.
/// </summary>
internal static class UsageReader
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
        long? prompt = null, completion = null, total = null, reasoning = null;
        long? cached = null, write = null, hour = null, audioIn = null, audioOut = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.ValueSpan;
            if (name.SequenceEqual(W.PromptTokens))
            {
                prompt = Number(ref reader);
            }
            else if (name.SequenceEqual(W.CompletionTokens))
            {
                completion = Number(ref reader);
            }
            else if (name.SequenceEqual(W.TotalTokens))
            {
                total = Number(ref reader);
            }
            else if (name.SequenceEqual(W.ReasoningTokens))
            {
                reasoning = Larger(reasoning, Number(ref reader));
            }
            else if (name.SequenceEqual(W.CachedTokens) || name.SequenceEqual(W.PromptCacheHitTokens) || name.SequenceEqual(W.CacheReadInputTokens)
                || name.SequenceEqual(W.NumCachedTokens))
            {
                cached = Larger(cached, Number(ref reader));
            }
            else if (name.SequenceEqual(W.CacheCreationInputTokens))
            {
                write = Larger(write, Number(ref reader));
            }
            else if (name.SequenceEqual(W.PromptTokensDetails) || name.SequenceEqual(W.PromptTokenDetails))
            {
                ReadDetails(ref reader, ref cached, ref write, ref audioIn, ref reasoning, ref hour);
            }
            else if (name.SequenceEqual(W.CompletionTokensDetails) || name.SequenceEqual(W.CompletionTokenDetails))
            {
                ReadDetails(ref reader, ref cached, ref write, ref audioOut, ref reasoning, ref hour);
            }
            else if (name.SequenceEqual(W.CacheCreation))
            {
                long? none = null;
                ReadDetails(ref reader, ref cached, ref write, ref none, ref reasoning, ref hour);
            }
            else
            {
                reader.Skip();
            }
        }

        var beside = reasoning > 0 && (IsMuchMore(reasoning, completion) || (total is not null && total == prompt + completion + reasoning));
        return new Usage
        {
            Input = prompt,
            CachedInput = AtMost(cached, prompt),
            CacheWrite = AtMost(write, prompt),
            CacheWriteHour = AtMost(hour, write),
            Output = beside ? completion + reasoning : completion,
            Reasoning = beside ? reasoning : AtMost(reasoning, completion),
            AudioInput = AtMost(audioIn, prompt),
            AudioOutput = audioOut,
        };
    }

    private static void ReadDetails(ref Utf8JsonReader reader, ref long? cached, ref long? write, ref long? audio, ref long? reasoning, ref long? hour)
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
                cached = Larger(cached, Number(ref reader));
            }
            else if (name.SequenceEqual(W.CacheWriteTokens))
            {
                write = Larger(write, Number(ref reader));
            }
            else if (name.SequenceEqual(W.AudioTokens))
            {
                audio = Number(ref reader);
            }
            else if (name.SequenceEqual(W.ReasoningTokens))
            {
                reasoning = Larger(reasoning, Number(ref reader));
            }
            else if (name.SequenceEqual(W.Ephemeral1hInputTokens))
            {
                hour = Number(ref reader);
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

    /// <summary>Vercel's total leaves Gemini's thoughts out, its price does not. Some count the two with different tokenizers: a few more mean nothing.</summary>
    private static bool IsMuchMore(long? reasoning, long? completion) => reasoning > completion + (completion / 8) + 8;

    private static long? Larger(long? one, long? other) => one is null || other > one ? other : one;

    /// <summary>A part larger than its whole (seen at Azure) would make a price negative.</summary>
    private static long? AtMost(long? part, long? whole) => part > whole ? whole : part;
}
