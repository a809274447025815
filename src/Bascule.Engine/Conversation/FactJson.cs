using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Bascule.Engine.Conversation;

/// <summary>Small JSON objects kept as text: a row's profile and decision.</summary>
public static class FactJson
{
    /// <summary>Two are written a request: one writer and its buffer a thread stay.</summary>
    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json)? _kept;

    /// <summary>An object with the members that <paramref name="members"/> writes.</summary>
    public static string Object(Action<Utf8JsonWriter> members)
    {
        var (buffer, json) = _kept ?? New();
        _kept = null;    // whoever throws in the middle leaves none behind
        json.WriteStartObject();
        members(json);
        json.WriteEndObject();
        json.Flush();
        var text = Encoding.UTF8.GetString(buffer.WrittenSpan);
        buffer.ResetWrittenCount();
        json.Reset();
        _kept = (buffer, json);
        return text;
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Json) New()
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        return (buffer, new Utf8JsonWriter(buffer));
    }

    /// <summary>A member with a list of names; nothing where the list is empty.</summary>
    public static void WriteNames(Utf8JsonWriter json, string member, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
        {
            return;
        }

        json.WriteStartArray(member);
        foreach (var name in names)
        {
            json.WriteStringValue(name);
        }

        json.WriteEndArray();
    }
}
