using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>A body as its protobuf reads it: names in either spelling mean the same, and a single value stands for a list of one.</summary>
internal static class GeminiBody
{
    /// <summary>Members whose own members are the caller's, not the protocol's.</summary>
    private static readonly HashSet<string> Opaque = ["args", "response", "parametersJsonSchema", "responseJsonSchema", "responseFormat", "labels", "parameters", "responseSchema", "examples", "inputs"];

    private static readonly HashSet<string> Repeated = ["contents", "parts", "tools", "functionDeclarations", "safetySettings", "stopSequences", "allowedFunctionNames", "responseModalities"];

    public static JsonElement Of(JsonElement body) => body.ValueKind != JsonValueKind.Object ? body : JsonElement.Parse(Json.Bytes(Canonical(body)));

    private static JsonNode Canonical(JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                var made = new JsonObject();
                foreach (var member in value.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
                {
                    var name = Camel(member.Name);
                    var child = Opaque.Contains(name) ? JsonNode.Parse(member.Value.GetRawText())! : Canonical(member.Value);
                    made[name] = Repeated.Contains(name) && child is JsonObject ? new JsonArray(child) : child;
                }

                return made;
            case JsonValueKind.Array:
                return new JsonArray([.. value.EnumerateArray().Select(item => item.ValueKind == JsonValueKind.Null ? null : Canonical(item))]);
            default:
                return JsonNode.Parse(value.GetRawText())!;
        }
    }

    private static string Camel(string name)
    {
        var made = new StringBuilder(name.Length);
        for (var at = 0; at < name.Length; at++)
        {
            made.Append(name[at] == '_' && at + 1 < name.Length && at > 0 ? char.ToUpperInvariant(name[++at]) : name[at]);
        }

        return made.ToString();
    }
}
