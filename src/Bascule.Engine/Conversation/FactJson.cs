using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Bascule.Engine.Conversation;

/// <summary>Small JSON objects kept as text: a row's profile and decision.</summary>
public static class FactJson
{
    /// <summary>An object with the members that <paramref name="members"/> writes.</summary>
    public static string Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
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
