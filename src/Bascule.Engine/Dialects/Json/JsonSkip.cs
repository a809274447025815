using System.Buffers;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Finds the ends of values in JSON that is known to be valid, at the speed of a search. On other bytes it ends somewhere, and never beyond them.</summary>
internal static class JsonSkip
{
    private static readonly SearchValues<byte> Signs = SearchValues.Create("\"{}[]"u8);
    private static readonly SearchValues<byte> PlainEnds = SearchValues.Create(",}] \t\r\n"u8);
    private static readonly SearchValues<byte> White = SearchValues.Create(" \t\r\n"u8);

    /// <summary>The first place from <paramref name="at"/> on that is no white space.</summary>
    public static int Space(ReadOnlySpan<byte> json, int at)
    {
        var found = at >= json.Length ? -1 : json[at..].IndexOfAnyExcept(White);
        return found < 0 ? json.Length : at + found;
    }

    /// <summary>The place behind the value that begins at <paramref name="at"/>.</summary>
    public static int Value(ReadOnlySpan<byte> json, int at)
    {
        if (at >= json.Length)
        {
            return json.Length;
        }

        if (json[at] == '"')
        {
            return Text(json, at);
        }

        if (json[at] is not ((byte)'{' or (byte)'['))
        {
            var end = json[at..].IndexOfAny(PlainEnds);
            return end < 0 ? json.Length : at + Math.Max(end, 1);
        }

        for (var depth = 0; at < json.Length;)
        {
            var next = json[at..].IndexOfAny(Signs);
            if (next < 0)
            {
                break;
            }

            at += next;
            if (json[at] == '"')
            {
                at = Text(json, at);
                continue;
            }

            depth += json[at] is (byte)'{' or (byte)'[' ? 1 : -1;
            at++;
            if (depth == 0)
            {
                return at;
            }
        }

        return json.Length;
    }

    private static int Text(ReadOnlySpan<byte> json, int at)
    {
        for (at++; at < json.Length;)
        {
            var next = json[at..].IndexOfAny((byte)'"', (byte)'\\');
            if (next < 0)
            {
                break;
            }

            at += next;
            if (json[at] == '"')
            {
                return at + 1;
            }

            at += 2;
        }

        return json.Length;
    }
}
