using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>What Anthropic's grammar compiler refuses about tools marked strict: too many of them, too wide or circular schemas.</summary>
internal static class AnthropicStrictTools
{
    private const int MaxTools = 20;
    private const int MaxOptional = 24;
    private const int MaxUnions = 16;

    /// <summary>A schema deeper than this is not looked at further.</summary>
    private const int MaxDepth = 30;

    public static Refusal? Refuse(JsonElement[] tools)
    {
        var strict = tools.Select((tool, at) => (Tool: tool, At: at)).Where(one => one.Tool.Flag("strict")).ToArray();
        if (strict.Length > MaxTools)
        {
            return AnthropicStrictness.Refused($"Too many strict tools ({strict.Length}). The maximum number of strict tools supported is {MaxTools}. Try reducing the number of tools marked as strict.");
        }

        var (optional, unions) = (0, 0);
        foreach (var (tool, at) in strict)
        {
            var root = tool.Member("input_schema")!.Value;
            if (Circle(root) is { } circle)
            {
                return AnthropicStrictness.Refused($"tools.{at}.custom: Invalid schema: Circular reference detected in schema definitions: {circle}. Self-referencing or mutually-referencing definitions are not supported.");
            }

            foreach (var schema in Objects(root, 0))
            {
                var properties = schema.Member("properties");
                if (properties is not { ValueKind: JsonValueKind.Object } named)
                {
                    continue;
                }

                if (schema.Member("additionalProperties") is not { ValueKind: JsonValueKind.False })
                {
                    return AnthropicStrictness.Refused($"tools.{at}.custom: For 'object' type, 'additionalProperties' must be explicitly set to false");
                }

                if (named.EnumerateObject().Any(property => property.Value.ValueKind != JsonValueKind.Object))
                {
                    return AnthropicStrictness.Refused($"tools.{at}.custom: For 'object' type, property 'properties' is not supported");
                }

                var required = schema.Member("required").Items().Select(name => name.ToString()).ToHashSet();
                optional += named.EnumerateObject().Count(property => !required.Contains(property.Name));
                unions += named.EnumerateObject().Count(property => property.Value.Member("anyOf") is not null || property.Value.Member("type") is { ValueKind: JsonValueKind.Array });
            }
        }

        return optional > MaxOptional ? AnthropicStrictness.Refused($"Schemas contains too many optional parameters ({optional}), which would make grammar compilation inefficient. Reduce the number of optional parameters in your tool schemas (limit: {MaxOptional}).")
            : unions > MaxUnions ? AnthropicStrictness.Refused($"Schemas contains too many parameters with union types ({unions} parameters with type arrays or anyOf). This causes exponential compilation cost. Reduce the number of nullable or union-typed parameters (limit: {MaxUnions} parameters with unions).")
            : null;
    }

    /// <summary>The schema and every one inside it.</summary>
    private static IEnumerable<JsonElement> Objects(JsonElement schema, int depth)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return [];
        }

        var inner = new[] { "properties", "$defs", "definitions" }.Select(name => schema.Member(name)).Where(map => map is { ValueKind: JsonValueKind.Object }).SelectMany(map => map!.Value.EnumerateObject().Select(one => one.Value))
            .Concat(new[] { "anyOf", "oneOf", "allOf" }.SelectMany(name => schema.Member(name).Items()))
            .Concat(schema.Member("items") is { } items ? [items] : []);
        return inner.SelectMany(one => Objects(one, depth + 1)).Prepend(schema);
    }

    private static string? Circle(JsonElement root)
    {
        if ((root.Member("$defs") ?? root.Member("definitions")) is not { ValueKind: JsonValueKind.Object } defs)
        {
            return null;
        }

        var leads = defs.EnumerateObject().DistinctBy(one => one.Name).ToDictionary(one => one.Name, one => Objects(one.Value, 0).Select(schema => schema.Text("$ref")?.Split('/')[^1]).OfType<string>().Distinct().ToArray());
        foreach (var start in leads.Keys)
        {
            var seen = new HashSet<string>();
            var open = new Stack<string>(leads[start]);
            while (open.TryPop(out var next))
            {
                if (next == start)
                {
                    return $"{start} -> {start}";
                }

                if (seen.Add(next) && leads.TryGetValue(next, out var further))
                {
                    Array.ForEach(further, open.Push);
                }
            }
        }

        return null;
    }
}
