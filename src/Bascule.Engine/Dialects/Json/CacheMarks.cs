namespace Bascule.Engine.Dialects.Json;

/// <summary>Marks for prompt caches in the bytes of a request: Anthropic's <c>cache_control</c>, Bedrock's <c>cachePoint</c>.</summary>
internal static class CacheMarks
{
    private static ReadOnlySpan<byte> Control => "\"cache_control\""u8;

    private static ReadOnlySpan<byte> Point => "{\"cachePoint\":"u8;

    /// <summary>Whether there is one.</summary>
    public static bool Any(ReadOnlySpan<byte> json) => Next(json) is not null;

    /// <summary>The first with the comma that parts it from its neighbours, or null.</summary>
    public static Range? Next(ReadOnlySpan<byte> json)
    {
        var point = json.IndexOf(Point);
        for (var from = 0; json[from..].IndexOf(Control) is >= 0 and var found;)
        {
            var start = from + found;
            if (point >= 0 && point < start)
            {
                break;
            }

            var colon = JsonSkip.Space(json, start + Control.Length);
            if (colon < json.Length && json[colon] == ':')    // else it is a value, the caller's own word
            {
                return WithComma(json, start, JsonSkip.Value(json, JsonSkip.Space(json, colon + 1)));
            }

            from = start + Control.Length;
        }

        return point < 0 ? null : WithComma(json, point, JsonSkip.Value(json, point));
    }

    private static Range WithComma(ReadOnlySpan<byte> json, int start, int end)
    {
        var before = json[..start].TrimEnd(" \t\r\n"u8).Length;
        if (before > 0 && json[before - 1] == ',')
        {
            return (before - 1)..end;
        }

        var behind = JsonSkip.Space(json, end);
        return start..(behind < json.Length && json[behind] == ',' ? behind + 1 : end);
    }
}
