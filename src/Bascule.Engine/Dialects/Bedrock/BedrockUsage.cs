using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Reads usage: cached input and cache writes stand beside <c>inputTokens</c>; reasoning is part of the output, and nobody says how much.</summary>
internal static class BedrockUsage
{
    /// <summary>One for each life a cache mark may have; more are nonsense and could overflow a sum.</summary>
    private const int MaxDetails = 16;

    public static Usage Read(JsonNode usage)
    {
        var (input, output) = (Positive(usage[W.InputTokens]), Positive(usage[W.OutputTokens]));
        if (input is null && output is null)
        {
            return default;
        }

        var (read, write) = (Positive(usage[W.CacheReadInputTokens]), Positive(usage[W.CacheWriteInputTokens]));
        var hour = usage[W.CacheDetails].AsItems().Where(detail => detail[W.Ttl].AsText == "1h").Take(MaxDetails).Sum(detail => Positive(detail[W.InputTokens]) ?? 0);
        return new Usage
        {
            Input = (input ?? 0) + (read ?? 0) + (write ?? 0),
            CachedInput = read,
            CacheWrite = write,
            CacheWriteHour = hour > 0 && hour <= write ? hour : null,
            Output = output,
        };
    }

    private static long? Positive(JsonNode number) => number.AsLong is { } value and >= 0 and < 1L << 40 ? value : null;
}
