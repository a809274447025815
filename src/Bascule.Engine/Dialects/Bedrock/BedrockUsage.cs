using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using W = Bascule.Engine.Dialects.Bedrock.BedrockWire;

namespace Bascule.Engine.Dialects.Bedrock;

/// <summary>Reads usage: cached input and cache writes stand beside <c>inputTokens</c>; reasoning is part of the output, and nobody says how much.</summary>
internal static class BedrockUsage
{
    public static Usage Read(JsonNode usage)
    {
        var (input, output) = (usage[W.InputTokens].AsLong, usage[W.OutputTokens].AsLong);
        if (input is not >= 0 && output is not >= 0)
        {
            return default;
        }

        var (read, write) = (Positive(usage[W.CacheReadInputTokens]), Positive(usage[W.CacheWriteInputTokens]));
        var hour = usage[W.CacheDetails].AsItems().Where(detail => detail[W.Ttl].AsText == "1h").Sum(detail => Positive(detail[W.InputTokens]) ?? 0);
        return new Usage
        {
            Input = Math.Max(input ?? 0, 0) + (read ?? 0) + (write ?? 0),
            CachedInput = read,
            CacheWrite = write,
            CacheWriteHour = hour > 0 && hour <= write ? hour : null,
            Output = output,
        };
    }

    private static long? Positive(JsonNode number) => number.AsLong is { } value and >= 0 and < 1L << 53 ? value : null;
}
