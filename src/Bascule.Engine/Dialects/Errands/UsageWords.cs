using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Errands;

/// <summary>Tokens under any of the names that answers to errands give them.</summary>
internal static class UsageWords
{
    /// <summary>The members that hold usage as an object.</summary>
    public static ReadOnlySpan<byte> Usage => "usage"u8;

    public static ReadOnlySpan<byte> UsageMetadata => "usageMetadata"u8;

    public static ReadOnlySpan<byte> BilledUnits => "billed_units"u8;

    /// <summary>Reads the object that the reader stands on, and leaves it at its end. What is billed by other units than tokens gives nothing.</summary>
    public static Usage Read(ref Utf8JsonReader reader)
    {
        long? input = null, output = null, total = null;
        var depth = reader.CurrentDepth;
        while (reader.Read() && reader.CurrentDepth > depth)
        {
            if (reader.TokenType != JsonTokenType.PropertyName)
            {
                continue;
            }

            var isInput = reader.ValueTextEquals("input_tokens"u8) || reader.ValueTextEquals("prompt_tokens"u8) || reader.ValueTextEquals("promptTokenCount"u8);
            var isOutput = reader.ValueTextEquals("output_tokens"u8) || reader.ValueTextEquals("completion_tokens"u8);
            var isTotal = reader.ValueTextEquals("total_tokens"u8) || reader.ValueTextEquals("totalTokenCount"u8);
            reader.Read();
            var number = reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var whole) && whole >= 0 ? whole : (long?)null;
            (input, output, total) = (isInput ? number : input, isOutput ? number : output, isTotal ? number : total);
            reader.TrySkip();    // where the end of an answer is all that is at hand, the value may be cut
        }

        return new Usage { Input = input ?? total, Output = output };
    }
}
