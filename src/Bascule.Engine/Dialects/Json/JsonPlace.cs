using System.Globalization;
using System.Text;

namespace Bascule.Engine.Dialects.Json;

/// <summary>Where a byte of a request stands, in words that tell nothing of what it says.</summary>
/// <param name="Path">The value it belongs to, as <c>messages[0].content</c>; not into values whose member names are the caller's own.</param>
/// <param name="Offset">Its place in that value's bytes; of a string from its first letter on.</param>
internal readonly record struct JsonPlace(string Path, int Offset)
{
    /// <param name="json">Valid JSON.</param>
    /// <param name="at">The byte's place.</param>
    public static JsonPlace Of(ReadOnlySpan<byte> json, int at)
    {
        var path = new StringBuilder();
        var from = JsonSkip.Space(json, 0);
        for (var depth = 0; ; depth++)
        {
            var next = json[Math.Min(from, json.Length - 1)] == '[' ? Element(json, from, at, path) : Member(json, from, at, path, depth);
            if (next is not { } inner)
            {
                break;
            }

            from = inner;
        }

        var begin = from < json.Length && json[from] == '"' ? from + 1 : from;
        return new JsonPlace(path.ToString(), Math.Max(0, at - begin));
    }

    private static int? Element(ReadOnlySpan<byte> json, int from, int at, StringBuilder path)
    {
        var elements = JsonAt.Elements(json, from);
        var found = elements.FindLastIndex(element => element.Start.Value <= at);
        if (found < 0 || at >= elements[found].End.Value)
        {
            return null;
        }

        path.Append('[').Append(found.ToString(CultureInfo.InvariantCulture)).Append(']');
        return elements[found].Start.Value;
    }

    private static int? Member(ReadOnlySpan<byte> json, int from, int at, StringBuilder path, int depth)
    {
        if (from >= json.Length || json[from] != '{')
        {
            return null;
        }

        from++;
        while ((from = JsonSkip.Space(json, from)) < at && json[from] is (byte)'"' or (byte)',')
        {
            if (json[from] == ',')
            {
                from++;
                continue;
            }

            var nameEnd = JsonSkip.Value(json, from);
            var name = json[(from + 1)..(nameEnd - 1)];
            var value = JsonSkip.Space(json, JsonSkip.Space(json, nameEnd) + 1);
            var end = JsonSkip.Value(json, value);
            if (at < end)
            {
                // The name itself, or what stands before the value, belongs to the object.
                if (at < value || (depth > 0 && RequestWalk.IsCallersOwn(name) && json[value] is (byte)'{' or (byte)'['))
                {
                    return null;
                }

                path.Append(path.Length > 0 ? "." : "").Append(Encoding.UTF8.GetString(name));
                return value;
            }

            from = end;
        }

        return null;
    }
}
