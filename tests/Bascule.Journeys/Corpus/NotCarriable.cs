namespace Bascule.Journeys.Corpus;

/// <summary>What of a recording cannot be said in the other dialect, each with its reason. A test sees to it that every entry really fails.</summary>
internal static class NotCarriable
{
    public static readonly IReadOnlyList<Entry> All =
    [
        .. Entry.Of("request", "its messages are a string: no chat request, and its provider refused it too", "c15f5a711d"),
        .. Entry.Of("upstream", "asks for a strict schema that only its own provider takes; the schema goes through as it is", "31ab92f50b"),
        .. Entry.Of("choices", "an Anthropic message is one choice", "08a91f1e5d", "1f51a699e6", "3e3a9c25a8", "9d20a64596", "bf8f8fade8", "ebb3ab1e28", "ee69f28295"),
        .. Entry.Of("audio", "an Anthropic message has no sound; the transcript goes as text", "1ec1f0514c"),
        .. Entry.Of(
            "logprobs", "an Anthropic message has no log probabilities",
            "05c5692d44", "0f3a6fdf2b", "3e6983ad00", "45fb1a75df", "561c2b7fd8", "5fe40e6637", "6b19d1d495", "8f88761afb",
            "9b9f818af7", "9d9d559441", "ae43a7b90c", "bba3553b7e", "c3b4bad49b", "e34ebc4841", "ed18560844", "fcce7bbaf1"),
        .. Entry.Of(
            "redacted", "thinking withheld by OpenAI, Google or xAI: an Anthropic message holds only what Anthropic withheld",
            "184d3b4608", "2059454bae", "2dd9e8b9a5", "368d0e4e2c", "59bce97af9", "7be8e0f11c", "b72d500d20", "be933c2ff4", "c6c1d9f998", "c8a2e1b094", "dca3a44523", "e85fa1edc4"),
        .. Entry.Of("document-citations", "chat completions cite addresses only, these are places in a document", "376f490882", "55d89ffa14"),
        .. Entry.Of(
            "server-tools", "chat completions have no place for tools that the provider runs itself, nor for their results",
            "0b0c100488", "12fa9e1968", "1d72fd711b", "247e79aef0", "3f8b131b01", "41b7b98b23", "5ea4c571e1", "620cdf790a", "67726ef9e6", "7fd1f958c8", "877d7fe003",
            "8dff66c310", "a52ae51a25", "a77a2168f9", "b6d5c4a717", "d034ad33bc", "d4884bda29", "d5ca0c2d13", "dd65844a1e", "ee03a5049a", "ef04e2d480", "f76466fd7f"),
        .. Entry.Of("reasoning", "the message begins anew in the middle of the stream; what chat clients were told cannot be taken back", "a193d97cc9"),
        .. Entry.Of("signatures", "as its reasoning", "a193d97cc9"),
        .. Entry.Of("calls", "as its reasoning", "a193d97cc9"),
        .. Entry.Of("asked-temperature", "Anthropic's temperature ends at 1", "08a91f1e5d", "ee69f28295"),
        .. Entry.Of("asked-results", "a result for a call that nobody made: both formats refuse it, so it is told in words", "9aeb0a981d"),
        .. Entry.Of("asked-user", "as that result", "9aeb0a981d"),
    ];

    public static bool Holds(Recording recording, Problem problem) => All.Any(one => one.Covers(recording, problem));

    /// <summary>One thing of one recording, by the hash in its file's name.</summary>
    internal sealed record Entry(string Recording, string Feature, string Reason)
    {
        public static IEnumerable<Entry> Of(string feature, string reason, params IEnumerable<string> recordings) => recordings.Select(recording => new Entry(recording, feature, reason));

        public bool Covers(Recording recording, Problem problem) => Recording == recording.Hash && Feature == problem.Feature;
    }
}
