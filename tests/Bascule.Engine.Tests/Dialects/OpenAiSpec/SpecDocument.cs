using System.Text.Json;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Dialects.OpenAiSpec;

/// <summary>OpenAI's own OpenAPI document, and whether a JSON value is what one of its schemas says. Knows what that document uses; formats and sizes are not looked at.</summary>
internal sealed class SpecDocument
{
    public const string Absent = "OpenAI's OpenAPI document is absent: set BASCULE_SPECS, or put openai-openapi.json at ../shared/specs beside the repository";

    private readonly JsonElement _schemas;

    private SpecDocument(JsonElement root) => _schemas = root.GetProperty("components").GetProperty("schemas");

    public static SpecDocument? TryLoad()
    {
        var named = Environment.GetEnvironmentVariable("BASCULE_SPECS");
        var folder = string.IsNullOrEmpty(named) ? Path.Combine(Repository.Root, "..", "shared", "specs") : named;
        var file = Path.Combine(folder, "openai-openapi.json");
        return File.Exists(file) ? new SpecDocument(JsonDocument.Parse(File.ReadAllBytes(file)).RootElement) : null;
    }

    /// <summary>The first thing that is wrong, with its path; null: nothing is.</summary>
    public string? Wrong(string schema, JsonElement value) => Wrong(_schemas.GetProperty(schema), value, schema);

    private string? Wrong(JsonElement schema, JsonElement value, string at)
    {
        if (schema.ValueKind is JsonValueKind.True || (value.ValueKind == JsonValueKind.Null && schema.TryGetProperty("nullable", out var nullable) && nullable.GetBoolean()))
        {
            return null;
        }

        if (schema.TryGetProperty("$ref", out var reference))
        {
            var name = reference.GetString()!.Split('/')[^1];
            if (Wrong(_schemas.GetProperty(name), value, at) is { } inside)
            {
                return inside;
            }
        }

        return WrongParts(schema, value, at)
            ?? WrongType(schema, value, at)
            ?? WrongWord(schema, value, at)
            ?? (value.ValueKind == JsonValueKind.Object ? WrongMembers(schema, value, at) : null)
            ?? (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items) ? WrongItems(items, value, at) : null);
    }

    private string? WrongParts(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("allOf", out var all))
        {
            foreach (var part in all.EnumerateArray())
            {
                if (Wrong(part, value, at) is { } wrong)
                {
                    return wrong;
                }
            }
        }

        foreach (var word in (string[])["anyOf", "oneOf"])
        {
            if (schema.TryGetProperty(word, out var any) && WrongInAll(any, value, at) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    /// <summary>Of the alternatives that are not meant, the one that is least wrong tells most: the deepest path.</summary>
    private string? WrongInAll(JsonElement alternatives, JsonElement value, string at)
    {
        string? deepest = null;
        foreach (var alternative in alternatives.EnumerateArray())
        {
            if (Wrong(alternative, value, at) is not { } wrong)
            {
                return null;
            }

            deepest = deepest is null || Depth(wrong) > Depth(deepest) ? wrong : deepest;
        }

        return deepest;
    }

    private static int Depth(string wrong) => wrong.Split(": ")[0].Count(letter => letter is '.' or '[');

    private static string? WrongType(JsonElement schema, JsonElement value, string at)
    {
        if (!schema.TryGetProperty("type", out var type))
        {
            return null;
        }

        var names = NamesOf(type);
        return names.Any(name => Is(name, value)) ? null : $"{at}: {value.ValueKind} is not {string.Join(" or ", names)}";
    }

    private static string[] NamesOf(JsonElement type) => type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(name => name.GetString()!)] : [type.GetString()!];

    private static bool Is(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        _ => value.ValueKind == JsonValueKind.Number,
    };

    private static string? WrongWord(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value))
        {
            return $"{at}: is not {only}";
        }

        // Where null is a type, the lists of words leave it out.
        if (value.ValueKind == JsonValueKind.Null && schema.TryGetProperty("type", out var type) && NamesOf(type).Contains("null"))
        {
            return null;
        }

        return schema.TryGetProperty("enum", out var words) && !words.EnumerateArray().Any(word => JsonElement.DeepEquals(word, value)) ? $"{at}: {value} is none of {words}" : null;
    }

    private string? WrongMembers(JsonElement schema, JsonElement value, string at)
    {
        if (schema.TryGetProperty("required", out var required))
        {
            foreach (var name in required.EnumerateArray())
            {
                if (!value.TryGetProperty(name.GetString()!, out _))
                {
                    return $"{at}.{name}: is missing";
                }
            }
        }

        var known = schema.TryGetProperty("properties", out var properties) ? properties : default;
        var others = schema.TryGetProperty("additionalProperties", out var more) ? more : default;
        foreach (var member in value.EnumerateObject())
        {
            if (known.ValueKind == JsonValueKind.Object && known.TryGetProperty(member.Name, out var described))
            {
                if (Wrong(described, member.Value, $"{at}.{member.Name}") is { } wrong)
                {
                    return wrong;
                }
            }
            else if (others.ValueKind == JsonValueKind.False)
            {
                return $"{at}.{member.Name}: is not expected";
            }
            else if (others.ValueKind == JsonValueKind.Object && Wrong(others, member.Value, $"{at}.{member.Name}") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private string? WrongItems(JsonElement items, JsonElement value, string at)
    {
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (Wrong(items, item, $"{at}[{index++}]") is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }
}
