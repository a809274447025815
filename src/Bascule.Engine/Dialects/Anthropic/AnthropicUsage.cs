using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>
/// Usage as this wire counts it: <c>input_tokens</c> is what was neither read from nor written to the cache, so the hub's input is the sum of the three; thinking is
/// part of <c>output_tokens</c>. Counts are cumulative over a stream and told again in part, so a later number replaces an earlier one, member by member, and null says nothing.
/// </summary>
internal struct AnthropicUsage
{
    /// <summary>More tokens than any answer has: a larger number is nonsense and would overflow sums.</summary>
    private const long MaxCount = 1L << 50;

    private long? _input;
    private long? _cacheRead;
    private long? _cacheWrite;
    private long? _cacheWriteHour;
    private long? _output;
    private long? _thinking;

    public readonly bool IsEmpty => _input is null && _output is null && _cacheRead is null && _cacheWrite is null;

    public void Take(JsonNode usage)
    {
        _input = Count(usage[Wire.InputTokens]) ?? _input;
        _cacheRead = Count(usage[Wire.CacheReadInputTokens]) ?? _cacheRead;
        _cacheWrite = Count(usage[Wire.CacheCreationInputTokens]) ?? _cacheWrite;
        _cacheWriteHour = Count(usage[Wire.CacheCreation][Wire.EphemeralHour]) ?? _cacheWriteHour;
        _output = Count(usage[Wire.OutputTokens]) ?? _output;
        _thinking = Count(usage[Wire.OutputTokensDetails][Wire.ThinkingTokens]) ?? _thinking;
    }

    /// <summary>The reader stands on the usage's value and leaves at its end. Allocates nothing.</summary>
    public void Take(ref Utf8JsonReader json)
    {
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            var name = json.ValueSpan;
            if (name.SequenceEqual(Wire.InputTokens))
            {
                TakeCount(ref json, ref _input);
            }
            else if (name.SequenceEqual(Wire.OutputTokens))
            {
                TakeCount(ref json, ref _output);
            }
            else if (name.SequenceEqual(Wire.CacheReadInputTokens))
            {
                TakeCount(ref json, ref _cacheRead);
            }
            else if (name.SequenceEqual(Wire.CacheCreationInputTokens))
            {
                TakeCount(ref json, ref _cacheWrite);
            }
            else if (name.SequenceEqual(Wire.CacheCreation))
            {
                TakeNested(ref json, Wire.EphemeralHour, ref _cacheWriteHour);
            }
            else if (name.SequenceEqual(Wire.OutputTokensDetails))
            {
                TakeNested(ref json, Wire.ThinkingTokens, ref _thinking);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
    }

    public readonly Usage ToHub() => new()
    {
        Input = _input is null && _cacheRead is null && _cacheWrite is null ? null : (_input ?? 0) + (_cacheRead ?? 0) + (_cacheWrite ?? 0),
        CachedInput = _cacheRead,
        CacheWrite = _cacheWrite,
        CacheWriteHour = _cacheWriteHour,
        Output = _output,
        Reasoning = _thinking,
    };

    /// <summary>Writes the members of a usage object, split back: what clients cannot do without is 0 where it is not known.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        var cached = usage.CachedInput ?? 0;
        var written = usage.CacheWrite ?? 0;
        json.WriteNumber(Wire.InputTokens, Math.Max(0, (usage.Input ?? 0) - cached - written));
        json.OptionalInteger(Wire.CacheCreationInputTokens, usage.CacheWrite);
        json.OptionalInteger(Wire.CacheReadInputTokens, usage.CachedInput);
        if (usage.CacheWriteHour is { } hour)
        {
            json.WriteStartObject(Wire.CacheCreation);
            json.WriteNumber(Wire.EphemeralMinutes, Math.Max(0, written - hour));
            json.WriteNumber(Wire.EphemeralHour, hour);
            json.WriteEndObject();
        }

        json.WriteNumber(Wire.OutputTokens, usage.Output ?? 0);
        if (usage.Reasoning is { } thinking)
        {
            json.WriteStartObject(Wire.OutputTokensDetails);
            json.WriteNumber(Wire.ThinkingTokens, thinking);
            json.WriteEndObject();
        }
    }

    private static long? Count(JsonNode value) => value.AsLong is >= 0 and <= MaxCount and var count ? count : null;

    private static void TakeNested(ref Utf8JsonReader json, ReadOnlySpan<byte> wanted, ref long? count)
    {
        json.Read();
        if (json.TokenType != JsonTokenType.StartObject)
        {
            json.Skip();
            return;
        }

        while (json.Read() && json.TokenType == JsonTokenType.PropertyName)
        {
            if (json.ValueSpan.SequenceEqual(wanted))
            {
                TakeCount(ref json, ref count);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
    }

    private static void TakeCount(ref Utf8JsonReader json, ref long? count)
    {
        json.Read();
        if (json.TokenType is JsonTokenType.Number or JsonTokenType.String && JsonText.TryLong(json.ValueSpan, out var value) && value is >= 0 and <= MaxCount)
        {
            count = value;
        }

        json.Skip();
    }
}
