using System.Text.Json.Nodes;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>Reading of JSON that may have any shape: what is not there is empty.</summary>
internal static class Nodes
{
    public static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";

    public static string Raw(JsonNode? node) => node?.ToJsonString() ?? "";

    public static string Number(JsonNode? node) => node is JsonValue value && value.TryGetValue<double>(out var number) ? $"{number}" : "";

    public static bool True(JsonNode? node) => node is JsonValue value && value.TryGetValue<bool>(out var yes) && yes;

    /// <summary>The first member there is of these names: some formats are written in two spellings.</summary>
    public static JsonNode? Member(JsonNode? holder, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (holder is JsonObject members && members[name] is { } found)
            {
                return found;
            }
        }

        return null;
    }

    public static long Count(JsonNode? holder, params ReadOnlySpan<string> names) =>
        Member(holder, names) is JsonValue value && value.TryGetValue<long>(out var count) ? count : 0;

    public static IEnumerable<JsonObject> Items(JsonNode? node) => node is JsonArray list ? list.OfType<JsonObject>() : [];

    /// <summary>A piece of writing without its white space, of which formats keep more or less.</summary>
    public static string Squeezed(string text) => string.Concat(text.Where(letter => !char.IsWhiteSpace(letter)));
}
