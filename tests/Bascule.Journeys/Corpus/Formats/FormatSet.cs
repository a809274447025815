using Bascule.Engine.Dialects;

namespace Bascule.Journeys.Corpus.Formats;

/// <summary>The wire formats that are replayed, in the order in which callers' are taken for a recording of another.</summary>
internal static class FormatSet
{
    public static readonly IReadOnlyList<Format> All =
    [
        .. new Format[]
        {
            new MessagesFormat(), new ChatFormat(), new GeminiFormat(), new ResponsesFormat(), new OllamaFormat(), new CompletionsFormat(),
            new MistralFormat(), new BedrockFormat(), new CohereFormat(), new TgiFormat(),
        }.Where(one => DialectSet.Find(one.Name) is not null),
    ];

    /// <summary>Those that callers speak.</summary>
    public static IReadOnlyList<Format> Callers { get; } = [.. All.Where(one => one.IsCallers)];

    public static Format Of(string name) => All.First(one => one.Name == name);

    public static Format? OfCorpus(string name) => All.FirstOrDefault(one => one.CorpusName == name);
}
