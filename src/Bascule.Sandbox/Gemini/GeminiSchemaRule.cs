using System.Text.Json;
using Bascule.Sandbox.Rules;

namespace Bascule.Sandbox.Gemini;

/// <summary>Google's own schema, which knows a part of JSON Schema and refuses the rest.</summary>
internal sealed class GeminiSchemaRule : Rule
{
    /// <summary>A schema deeper than this is not looked at further.</summary>
    private const int MaxDepth = 30;

    private static readonly HashSet<string> Known =
    [
        "type", "format", "title", "description", "nullable", "enum", "maxItems", "minItems", "properties", "required", "minProperties", "maxProperties", "minLength", "maxLength", "pattern",
        "example", "anyOf", "propertyOrdering", "property_ordering", "default", "items", "minimum", "maximum", "max_items", "min_items", "any_of", "ref", "defs",
    ];

    public override string Noun => "an object";

    public override bool Fits(JsonValueKind kind) => kind == JsonValueKind.Object;

    public override Finding? Check(JsonElement value, string path) => Check(value, path, 0);

    private static Finding? Check(JsonElement value, string path, int depth)
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            return new Finding(Flaw.WrongType, path, "an object", NameOf(value.ValueKind));
        }

        return depth > MaxDepth ? null : value.EnumerateObject().Select(member => Member(member, path, depth)).FirstOrDefault(finding => finding is not null);
    }

    private static Finding? Member(JsonProperty member, string path, int depth) => !Known.Contains(member.Name)
        ? new Finding(Flaw.Unknown, $"{path}.{member.Name}", "", "")
        : (member.Name, member.Value.ValueKind) switch
        {
            (_, JsonValueKind.Null) => null,
            ("type", not JsonValueKind.String) => new Finding(Flaw.WrongType, $"{path}.type", "a string", NameOf(member.Value.ValueKind)),
            ("items", _) => Check(member.Value, $"{path}.items", depth + 1),
            ("anyOf" or "any_of", JsonValueKind.Array) => member.Value.EnumerateArray().Select((one, at) => Check(one, $"{path}.{member.Name}[{at}]", depth + 1)).FirstOrDefault(finding => finding is not null),
            ("properties", JsonValueKind.Object) => member.Value.EnumerateObject().Select((one, at) => Check(one.Value, $"{path}.properties[{at}].value", depth + 1)).FirstOrDefault(finding => finding is not null),
            _ => null,
        };
}
