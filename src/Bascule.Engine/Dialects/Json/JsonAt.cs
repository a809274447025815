namespace Bascule.Engine.Dialects.Json;

/// <summary>Finds members and elements in JSON that is known to be valid, by their places in the bytes.</summary>
internal static class JsonAt
{
    /// <summary>The value of a member of the object that begins at <paramref name="at"/>; null: it has none of that name, or is no object.</summary>
    public static Range? Member(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> name)
    {
        if (at >= json.Length || json[at] != '{')
        {
            return null;
        }

        at++;
        while ((at = JsonSkip.Space(json, at)) < json.Length && json[at] is (byte)'"' or (byte)',')
        {
            if (json[at] == ',')
            {
                at++;
                continue;
            }

            var nameEnd = JsonSkip.Value(json, at);
            var found = nameEnd - at - 2 == name.Length && json[(at + 1)..(nameEnd - 1)].SequenceEqual(name);
            at = JsonSkip.Space(json, JsonSkip.Space(json, nameEnd) + 1);
            var end = JsonSkip.Value(json, at);
            if (found)
            {
                return at..end;
            }

            at = end;
        }

        return null;
    }

    /// <summary>The elements of the array that begins at <paramref name="at"/>; none where it is no array.</summary>
    public static List<Range> Elements(ReadOnlySpan<byte> json, int at)
    {
        var elements = new List<Range>();
        if (at >= json.Length || json[at] != '[')
        {
            return elements;
        }

        at++;
        while ((at = JsonSkip.Space(json, at)) < json.Length && json[at] != ']')
        {
            var end = JsonSkip.Value(json, at);
            if (json[at] == ',' || end <= at)
            {
                at++;
                continue;
            }

            elements.Add(at..end);
            at = end;
        }

        return elements;
    }

    /// <summary>Whether a member of an object is this text.</summary>
    public static bool Says(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) =>
        Member(json, at, name) is { } value && json[value] is [(byte)'"', .. var said, (byte)'"'] && said.SequenceEqual(text);
}
