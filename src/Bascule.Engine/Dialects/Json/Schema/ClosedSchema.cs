using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;

namespace Bascule.Engine.Dialects.Json.Schema;

/// <summary>
/// A schema whose every object says <c>additionalProperties: false</c>, as Anthropic demands it of a form for answers. What is valid against it is valid against the
/// one it was made of. One that is closed already stays byte for byte.
/// </summary>
internal static class ClosedSchema
{
    /// <summary>The closed schema; null: an object in it is open on purpose, or the schema cannot be read, so there is none.</summary>
    public static RawJson? Of(RawJson schema)
    {
        using var reading = JsonReading.TryParse(schema.Utf8, paths: false);
        if (reading is null || State(reading.Root) is var state && state == Openness.Meant)
        {
            return null;
        }

        if (state == Openness.Closed)
        {
            return schema;
        }

        var into = new ArrayBufferWriter<byte>(schema.Utf8.Length + 64);
        using (var json = JsonWriting.To(into))
        {
            Write(json, reading.Root);
        }

        return new RawJson(into.WrittenMemory);
    }

    private static Openness State(JsonNode schema)
    {
        if (!schema.IsObject)
        {
            return Openness.Closed;
        }

        var worst = Own(schema);
        foreach (var (name, value) in schema.Members())
        {
            foreach (var inner in Inner(name, value))
            {
                // Two closed halves of one object shut each other out.
                var state = State(inner);
                worst = Max(worst, name == "allOf" && state == Openness.Unsaid ? Openness.Meant : state);
            }
        }

        return worst;
    }

    private static Openness Own(JsonNode schema)
    {
        var more = schema["additionalProperties"u8];
        var isObject = schema["properties"u8].Exists || schema["type"u8].AsText == "object" || schema["type"u8].AsItems().Any(type => type.AsText == "object");
        return !isObject || more.AsFlag == false ? Openness.Closed
            : more.Exists || !schema["properties"u8].IsObject ? Openness.Meant
            : Openness.Unsaid;
    }

    private static IEnumerable<JsonNode> Inner(string name, JsonNode value) => name switch
    {
        "properties" or "$defs" or "definitions" when value.IsObject => value.Members().Select(member => member.Value),
        "items" when value.IsObject => [value],
        "items" or "prefixItems" or "anyOf" or "oneOf" or "allOf" => value.AsItems(),
        _ => [],
    };

    private static void Write(Utf8JsonWriter json, JsonNode schema)
    {
        if (!schema.IsObject)
        {
            json.Raw(schema.Raw);
            return;
        }

        json.WriteStartObject();
        foreach (var (name, value) in schema.Members())
        {
            json.WritePropertyName(name);
            WriteMember(json, name, value);
        }

        if (Own(schema) == Openness.Unsaid)
        {
            json.WriteBoolean("additionalProperties"u8, false);
        }

        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, string name, JsonNode value)
    {
        if (!Inner(name, value).Any())
        {
            json.Raw(value.Exists ? value.Raw : RawJson.FromText("null"));
        }
        else if (value.IsArray)
        {
            json.WriteStartArray();
            foreach (var inner in value.AsItems())
            {
                Write(json, inner);
            }

            json.WriteEndArray();
        }
        else if (name == "items")
        {
            Write(json, value);
        }
        else
        {
            json.WriteStartObject();
            foreach (var (property, inner) in value.Members())
            {
                json.WritePropertyName(property);
                Write(json, inner);
            }

            json.WriteEndObject();
        }
    }

    private static Openness Max(Openness a, Openness b) => a > b ? a : b;

    private enum Openness
    {
        Closed,

        /// <summary>Nothing is said of further members, which JSON schema takes for open.</summary>
        Unsaid,

        /// <summary>Further members are wanted.</summary>
        Meant,
    }
}
