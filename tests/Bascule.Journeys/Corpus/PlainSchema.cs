using System.Text.Json.Nodes;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>A JSON schema in the one spelling in which those of all vendors can be compared.</summary>
internal static class PlainSchema
{
    /// <summary>That an object has no other members is said for Anthropic where the caller left it open. Google spells types in capitals and has an order of members; an object without members needs no schema.</summary>
    public static JsonNode? Of(JsonNode? schema) => Spelled(schema) is JsonObject plain && !(plain["properties"] is null && (string?)plain["type"] == "object") ? plain : null;

    private static JsonNode? Spelled(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                var plain = new JsonObject();
                foreach (var (name, value) in members)
                {
                    if (name is "property_ordering" or "propertyOrdering" || (name == "required" && value is JsonArray { Count: 0 }) || (name == "properties" && value is JsonObject { Count: 0 }) || (name == "additionalProperties" && !Nodes.True(value) && value is JsonValue))
                    {
                        continue;
                    }

                    plain[name] = name == "type" && value is JsonValue ? value.ToString().ToLowerInvariant() : Spelled(value);
                }

                return plain;
            case JsonArray items:
                return new JsonArray([.. items.Select(Spelled)]);
            default:
                return node?.DeepClone();
        }
    }
}
