using System.Buffers;
using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;

namespace Bascule.Engine.Dialects.Gemini;

/// <summary>
/// Google's own schema dialect (types in capitals, <c>nullable</c>, numbers as strings) as JSON schema. One that is JSON schema already stays byte for byte.
/// Towards Gemini nothing is converted: it takes JSON schema in <c>parametersJsonSchema</c> and <c>responseJsonSchema</c>.
/// </summary>
internal static class GeminiSchema
{
    private static readonly string[] Numbers = ["minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"];

    public static RawJson ToJsonSchema(JsonNode schema)
    {
        if (!schema.IsObject || !NeedsMending(schema))
        {
            return schema.Raw;
        }

        schema.Blur();    // written anew, and not whole
        var into = new ArrayBufferWriter<byte>(schema.Raw.Utf8.Length);
        using (var json = JsonWriting.To(into))
        {
            Write(json, schema);
        }

        return new RawJson(into.WrittenMemory);
    }

    private static bool NeedsMending(JsonNode node)
    {
        foreach (var (name, value) in node.Members())
        {
            var mends = name switch
            {
                "type" => value.AsText is { } type && type.Any(char.IsUpper),
                "nullable" or "propertyOrdering" or "property_ordering" => true,
                "properties" => value.Members().Any(member => NeedsMending(member.Value)),
                "items" => NeedsMending(value),
                "anyOf" or "any_of" => name == "any_of" || value.AsItems().Any(NeedsMending),
                "format" => value.AsText == "enum",
                _ => value.IsText && Array.IndexOf(Numbers, name) >= 0,
            };
            if (mends)
            {
                return true;
            }
        }

        return false;
    }

    private static void Write(Utf8JsonWriter json, JsonNode schema)
    {
        if (!schema.IsObject)
        {
            json.Raw(schema.Exists ? schema.Raw : RawJson.FromText("{}"));
            return;
        }

        var nullable = schema["nullable"u8].AsFlag == true;
        json.WriteStartObject();
        foreach (var (name, value) in schema.Members())
        {
            switch (name)
            {
                case "type" when value.AsText is { } type:
                    WriteType(json, type.ToLowerInvariant(), nullable);
                    break;
                case "nullable" or "propertyOrdering" or "property_ordering":
                    break;
                case "format" when value.AsText == "enum":
                    break;
                case "properties":
                    json.WriteStartObject(name);
                    foreach (var (property, inner) in value.Members())
                    {
                        json.WritePropertyName(property);
                        Write(json, inner);
                    }

                    json.WriteEndObject();
                    break;
                case "items":
                    json.WritePropertyName(name);
                    Write(json, value);
                    break;
                case "anyOf" or "any_of":
                    json.WriteStartArray("anyOf");
                    foreach (var inner in value.AsItems())
                    {
                        Write(json, inner);
                    }

                    json.WriteEndArray();
                    break;
                default:
                    WriteOther(json, name, value);
                    break;
            }
        }

        json.WriteEndObject();
    }

    private static void WriteType(Utf8JsonWriter json, string type, bool nullable)
    {
        if (!nullable)
        {
            json.WriteString("type"u8, type);
            return;
        }

        json.WriteStartArray("type"u8);
        json.WriteStringValue(type);
        json.WriteStringValue("null"u8);
        json.WriteEndArray();
    }

    private static void WriteOther(Utf8JsonWriter json, string name, JsonNode value)
    {
        if (value.IsText && Array.IndexOf(Numbers, name) >= 0 && value.AsLong is { } number)
        {
            json.WriteNumber(name, number);
        }
        else if (value.Exists)
        {
            json.WritePropertyName(name);
            json.Raw(value.Raw);
        }
    }
}
