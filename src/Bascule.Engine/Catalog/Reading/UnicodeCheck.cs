using System.Text.Json;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>Finds names and texts that are no Unicode: the JSON parser lets them pass and throws only when they are read.</summary>
internal static class UnicodeCheck
{
    /// <summary>The line of the first one, from 1; null when all can be read.</summary>
    /// <exception cref="JsonException">The bytes are not JSON.</exception>
    public static int? FirstBadLine(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName && !IsReadable(ref reader))
            {
                return 1 + json[..(int)reader.TokenStartIndex].Count((byte)'\n');
            }
        }

        return null;
    }

    private static bool IsReadable(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString() is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
