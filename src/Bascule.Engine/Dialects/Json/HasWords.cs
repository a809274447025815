namespace Bascule.Engine.Dialects.Json;

/// <summary>The words for what a request brings or wants: the <c>has</c> of rules, rows and <c>explain</c>.</summary>
public static class HasWords
{
    private static readonly (RequestFeatures Feature, string Word)[] Words =
    [
        (RequestFeatures.Tools, "tools"), (RequestFeatures.Images, "images"), (RequestFeatures.Audio, "audio"), (RequestFeatures.Files, "files"),
        (RequestFeatures.JsonSchema, "json_schema"), (RequestFeatures.Reasoning, "reasoning"), (RequestFeatures.Stream, "stream"),
    ];

    public static IReadOnlyList<string> All { get; } = [.. Words.Select(known => known.Word)];

    public static IReadOnlyList<string> Of(RequestFeatures features) =>
        features == RequestFeatures.None ? [] : [.. Words.Where(known => features.HasFlag(known.Feature)).Select(known => known.Word)];

    /// <summary>None: it is no word of these.</summary>
    public static RequestFeatures Parse(string word) => Array.Find(Words, known => known.Word == word).Feature;
}
