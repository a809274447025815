using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Gemini.GeminiWire;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>
/// Usage as this wire counts it: cached tokens are part of the prompt's, thoughts stand beside the candidates', what tools put into the prompt beside the prompt's. Counts are
/// cumulative over a stream and some chunks leave some out, so a later number replaces an earlier one, member by member.
/// </summary>
internal struct GeminiUsage
{
    /// <summary>More tokens than any answer has: a larger number is nonsense and would overflow sums.</summary>
    private const long MaxCount = 1L << 50;

    private long? _prompt;
    private long? _tools;
    private long? _cached;
    private long? _candidates;
    private long? _thoughts;
    private long? _total;

    public readonly bool IsEmpty => _prompt is null && _candidates is null && _thoughts is null;

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
            if (name.SequenceEqual(Wire.PromptTokenCount))
            {
                TakeCount(ref json, ref _prompt);
            }
            else if (name.SequenceEqual(Wire.CandidatesTokenCount))
            {
                TakeCount(ref json, ref _candidates);
            }
            else if (name.SequenceEqual(Wire.ThoughtsTokenCount))
            {
                TakeCount(ref json, ref _thoughts);
            }
            else if (name.SequenceEqual(Wire.CachedContentTokenCount))
            {
                TakeCount(ref json, ref _cached);
            }
            else if (name.SequenceEqual(Wire.ToolUsePromptTokenCount))
            {
                TakeCount(ref json, ref _tools);
            }
            else if (name.SequenceEqual(Wire.TotalTokenCount))
            {
                TakeCount(ref json, ref _total);
            }
            else
            {
                json.Read();
                json.Skip();
            }
        }
    }

    /// <summary>The same from a node: one rule for both.</summary>
    public void Take(JsonNode usage)
    {
        if (usage.IsObject)
        {
            var json = new Utf8JsonReader(usage.Raw.Utf8.Span, new JsonReaderOptions { MaxDepth = 256 });
            json.Read();
            Take(ref json);
        }
    }

    public readonly Usage ToHub()
    {
        var input = _prompt is null ? null : _prompt + (_tools ?? 0);
        var unsaid = _total is { } total && input is { } known ? Math.Max(0, total - known - (_thoughts ?? 0)) : (long?)null;
        var said = _candidates ?? unsaid;
        return new Usage
        {
            Input = input,
            CachedInput = _cached,
            Output = said is null && _thoughts is null ? null : (said ?? 0) + (_thoughts ?? 0),
            Reasoning = _thoughts,
        };
    }

    /// <summary>Writes a usage object, split back.</summary>
    public static void Write(Utf8JsonWriter json, Usage usage)
    {
        json.WriteStartObject(Wire.UsageMetadata);
        json.OptionalInteger(Wire.PromptTokenCount, usage.Input);
        json.WriteNumber(Wire.CandidatesTokenCount, Math.Max(0, (usage.Output ?? 0) - (usage.Reasoning ?? 0)));
        json.WriteNumber(Wire.TotalTokenCount, (usage.Input ?? 0) + (usage.Output ?? 0));
        json.OptionalInteger(Wire.CachedContentTokenCount, usage.CachedInput);
        json.OptionalInteger(Wire.ThoughtsTokenCount, usage.Reasoning);
        json.WriteEndObject();
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
