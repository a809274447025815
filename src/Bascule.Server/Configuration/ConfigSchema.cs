using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration;

/// <summary>The config language as a JSON Schema, for editors; made from the same description that checks a config.</summary>
public static class ConfigSchema
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    public static string ToJson()
    {
        var schema = Schema(BasculeLanguage.Root);
        schema.Insert(0, "$schema", "https://json-schema.org/draft/2020-12/schema");
        schema.Insert(1, "title", "Bascule's config");
        schema["$defs"] = new JsonObject { [ConditionLanguage.When.Name] = Schema(ConditionLanguage.When.Of()) };
        return schema.ToJsonString(Indented) + "\n";
    }

    private static JsonObject Schema(Shape shape) => shape switch
    {
        ScalarShape scalar => Scalar(scalar),
        ListShape { OrOne: true } list => AnyOf(Schema(list.Item), List(list)),
        ListShape list => List(list),
        MapShape map => new JsonObject { ["type"] = Types("object"), ["additionalProperties"] = Schema(map.Item) },
        NamedShape named => new JsonObject { ["$ref"] = $"#/$defs/{named.Name}" },
        RecordShape { Short: { } brief } record => AnyOf(Record(record), Schema(brief)),
        RecordShape record => Record(record),
        _ => [],
    };

    private static JsonObject List(ListShape list) => new() { ["type"] = Types("array"), ["items"] = Schema(list.Item) };

    private static JsonObject AnyOf(params JsonObject[] schemas)
    {
        var any = new JsonArray();
        foreach (var schema in schemas)
        {
            // A choice of choices reads as one.
            if (schema["anyOf"] is JsonArray inner)
            {
                foreach (var one in inner)
                {
                    any.Add(one!.DeepClone());
                }
            }
            else
            {
                any.Add((JsonNode)schema);
            }
        }

        return new JsonObject { ["anyOf"] = any };
    }

    private static JsonObject Record(RecordShape record)
    {
        var properties = new JsonObject();
        foreach (var key in record.Keys)
        {
            properties[key.Name] = Key(key);
        }

        return new JsonObject { ["type"] = Types("object"), ["additionalProperties"] = false, ["properties"] = properties };
    }

    private static JsonObject Key(ConfigKey key)
    {
        if (key.Part is { } part)
        {
            var allowed = new JsonArray { null, "" };
            foreach (var text in key.Obeyed)
            {
                allowed.Add(JsonValue(text));
            }

            return new JsonObject { ["description"] = $"{key.About} (not yet supported: {Parts.Name(part)})", ["enum"] = allowed };
        }

        var schema = Schema(key.Shape!);
        schema.Insert(0, "description", key.Default is null ? key.About : $"{key.About}; default {key.Default}");
        return schema;
    }

    private static JsonNode? JsonValue(string text)
    {
        if (text == "[]")
        {
            return new JsonArray();
        }

        return Scalars.TryFlag(text, out var flag) ? flag : Scalars.TryNumber(text, out var number) ? number : text;
    }

    // Any value may come from a variable, which in YAML is text; and an empty value means unset.
    private static JsonObject Scalar(ScalarShape scalar)
    {
        if (scalar.Choices.Count > 0)
        {
            return AnyOf(new JsonObject { ["enum"] = new JsonArray([.. scalar.Choices.Select(choice => (JsonNode?)choice), "", null]) }, Variable());
        }

        if (scalar.Pattern is null)
        {
            return new JsonObject { ["type"] = Types("string", "number", "boolean") };
        }

        var text = new JsonObject { ["type"] = Types("string"), ["pattern"] = $"^$|{scalar.Pattern}|\\$\\{{" };
        return scalar.Type is null ? text : AnyOf(new JsonObject { ["type"] = scalar.Type }, text);
    }

    private static JsonObject Variable() => new() { ["type"] = "string", ["pattern"] = "\\$\\{" };

    private static JsonArray Types(params string[] types) => [.. types.Select(type => (JsonNode?)type), "null"];
}
