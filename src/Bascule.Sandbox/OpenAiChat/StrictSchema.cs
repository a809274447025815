using System.Text.Json;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>What a schema marked strict must say: no further properties, and every property required.</summary>
internal static class StrictSchema
{
    private const int MaxDepth = 10;

    public static Refusal? Refuse(JsonElement schema, string owner, string param, string? code, int depth = 0)
    {
        if (schema.ValueKind != JsonValueKind.Object || depth > MaxDepth)
        {
            return null;
        }

        if (schema.Member("properties") is { ValueKind: JsonValueKind.Object } properties)
        {
            if (schema.Member("additionalProperties") is not { ValueKind: JsonValueKind.False })
            {
                return OpenAiStrictness.Refused($"Invalid schema for {owner}: 'additionalProperties' is required to be supplied and to be false.", param, code);
            }

            var required = schema.Member("required").Items().Select(name => name.GetString()).ToHashSet();
            if (properties.EnumerateObject().FirstOrDefault(property => !required.Contains(property.Name)) is { Value.ValueKind: not JsonValueKind.Undefined } left)
            {
                return OpenAiStrictness.Refused($"Invalid schema for {owner}: 'required' is required to be supplied and to be an array including every key in properties. Missing '{left.Name}'.", param, code);
            }

            return properties.EnumerateObject().Select(property => Refuse(property.Value, owner, param, code, depth + 1)).FirstOrDefault(refusal => refusal is not null);
        }

        return schema.Member("items") is { } items ? Refuse(items, owner, param, code, depth + 1) : null;
    }
}
