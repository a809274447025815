using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects.Json;
using Wire = Bascule.Engine.Dialects.Anthropic.AnthropicWire;

namespace Bascule.Engine.Dialects.Anthropic;

/// <summary>Members that only this wire knows, kept under their path: those of nested objects have a prefix.</summary>
internal static class AnthropicForeign
{
    public const string InThinking = "thinking.";
    public const string InOutputConfig = "output_config.";

    /// <summary>The members of one object; an empty prefix is the top level.</summary>
    public static IEnumerable<(string Name, RawJson Value)> Of(IReadOnlyList<ForeignField> fields, string prefix)
    {
        foreach (var field in fields)
        {
            var nested = field.Name.StartsWith(InThinking, StringComparison.Ordinal) || field.Name.StartsWith(InOutputConfig, StringComparison.Ordinal);
            if (field.Dialect == Wire.Words.Dialect && !field.Value.IsAbsent && (prefix.Length == 0 ? !nested : field.Name.StartsWith(prefix, StringComparison.Ordinal)))
            {
                yield return (field.Name[prefix.Length..], field.Value);
            }
        }
    }

    public static void Write(Utf8JsonWriter json, IReadOnlyList<ForeignField> fields, string prefix)
    {
        foreach (var (name, value) in Of(fields, prefix))
        {
            json.WritePropertyName(name);
            json.Raw(value);
        }
    }
}
