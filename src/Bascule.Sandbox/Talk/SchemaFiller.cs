using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Talk;

/// <summary>Makes a value that is valid for a JSON Schema, of the parts of it that vendors accept.</summary>
internal sealed class SchemaFiller
{
    /// <summary>A schema may refer to itself; below this depth only what is required is filled, and null or an empty list is preferred.</summary>
    private const int MaxDepth = 6;

    /// <summary>Where even the required never ends.</summary>
    private const int HardDepth = 40;

    private readonly JsonElement _root;
    private readonly Hints _hints;

    private SchemaFiller(JsonElement root, Hints hints) => (_root, _hints) = (root, hints);

    public static JsonNode Fill(JsonElement schema, Hints hints) => new SchemaFiller(schema, hints).Value(schema, "value", 0) ?? new JsonObject();

    private JsonNode? Value(JsonElement schema, string field, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > HardDepth)
        {
            return schema.ValueKind == JsonValueKind.Object ? null : _hints.Word(field);
        }

        if (schema.TryGetProperty("$ref", out _))
        {
            return Value(Resolve(schema.Text("$ref") ?? ""), field, depth + 1);
        }

        if (schema.TryGetProperty("const", out var only))
        {
            return JsonNode.Parse(only.GetRawText());
        }

        if (schema.Member("enum").Items().ToArray() is [var choice, ..])
        {
            return JsonNode.Parse(choice.GetRawText());
        }

        if (Branch(schema, depth) is { } branch)
        {
            return Value(branch, field, depth + 1);
        }

        return TypeOf(schema, depth) switch
        {
            "object" => Object(schema, depth),
            "array" => Array(schema, field, depth),
            "integer" => Number(schema, true),
            "number" => Number(schema, false),
            "boolean" => true,
            "null" => null,
            _ => SchemaText.Fill(schema, _hints.Word(field)),
        };
    }

    private JsonElement Resolve(string pointer)
    {
        var at = _root;
        foreach (var step in pointer.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.ValueKind != JsonValueKind.Object || !at.TryGetProperty(step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal), out at))
            {
                return default;
            }
        }

        return at;
    }

    private static JsonElement? Branch(JsonElement schema, int depth)
    {
        foreach (var name in (ReadOnlySpan<string>)["anyOf", "oneOf", "allOf"])
        {
            // An allOf beside properties is filled from the properties, which is what generators of schemas write.
            var list = schema.Member(name).Items().ToArray();
            if (list.Length == 0 || (name == "allOf" && schema.TryGetProperty("properties", out _)))
            {
                continue;
            }

            var isNull = list.ToLookup(one => one.Text("type") == "null");
            return depth > MaxDepth && isNull[true].Any() ? isNull[true].First() : isNull[false].Concat(isNull[true]).First();
        }

        return null;
    }

    private static string TypeOf(JsonElement schema, int depth)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return schema.TryGetProperty("properties", out _) ? "object" : schema.TryGetProperty("items", out _) ? "array" : "string";
        }

        if (type.ValueKind != JsonValueKind.Array)
        {
            return schema.Text("type") ?? "string";
        }

        var names = type.EnumerateArray().Select(name => name.ValueKind == JsonValueKind.String ? name.GetString()! : "").ToArray();
        return depth > MaxDepth && names.Contains("null") ? "null" : names.FirstOrDefault(name => name != "null") ?? "null";
    }

    private JsonObject Object(JsonElement schema, int depth)
    {
        var made = new JsonObject();
        if (schema.Member("properties") is not { ValueKind: JsonValueKind.Object } properties)
        {
            return made;
        }

        var required = schema.Member("required").Items().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()).ToHashSet();
        foreach (var property in properties.EnumerateObject().Where(property => depth < MaxDepth || required.Contains(property.Name)))
        {
            made[property.Name] = Value(property.Value, property.Name, depth + 1);
        }

        return made;
    }

    private JsonArray Array(JsonElement schema, string field, int depth)
    {
        var least = Math.Min(schema.Int("minItems") ?? 0, 100);
        var count = Math.Max(least, depth > MaxDepth ? 0 : 1);
        var items = schema.TryGetProperty("items", out var item) ? item : default;
        var made = new JsonArray();
        for (var i = 0; i < count; i++)
        {
            made.Add(Value(items, field, depth + 1));
        }

        return made;
    }

    private JsonNode Number(JsonElement schema, bool whole)
    {
        var number = _hints.Number(1);
        number = whole ? Math.Truncate(number) : number;
        var step = whole ? 1m : 0.5m;
        number = Bound(schema, "minimum") is { } min ? Math.Max(number, min) : number;
        number = Bound(schema, "exclusiveMinimum") is { } above && number <= above ? above + step : number;
        number = Bound(schema, "maximum") is { } max ? Math.Min(number, max) : number;
        number = Bound(schema, "exclusiveMaximum") is { } below && number >= below ? below - step : number;
        number = Bound(schema, "multipleOf") is { } of and > 0 ? Math.Ceiling(number / of) * of : number;
        return JsonNode.Parse(number.ToString(System.Globalization.CultureInfo.InvariantCulture))!;
    }

    private static decimal? Bound(JsonElement schema, string name) =>
        schema.TryGetProperty(name, out var bound) && bound.ValueKind == JsonValueKind.Number && bound.TryGetDecimal(out var value) ? value : null;
}
