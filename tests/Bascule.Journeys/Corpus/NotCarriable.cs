namespace Bascule.Journeys.Corpus;

/// <summary>What of a recording cannot be said in another dialect, each with its reason: by what the caller's format has no place for, or one by one. A test sees to it that every entry really fails.</summary>
internal static class NotCarriable
{
    public static readonly IReadOnlyList<Entry> All =
    [
        .. Entry.Of("request", "its messages are a string: no chat request, and its provider refused it too", "c15f5a711d"),
        .. Entry.Of("upstream", "asks for a strict schema that only its own provider takes; the schema goes through as it is", "31ab92f50b"),
        .. Entry.Of("reasoning", "the message begins anew in the middle of the stream; what chat clients were told cannot be taken back", "a193d97cc9"),
        .. Entry.Of("opaque", "as its reasoning", "a193d97cc9"),
        .. Entry.Of("calls", "as its reasoning", "a193d97cc9"),
        .. Entry.Of("asked-results", "a result for a call that nobody made: both formats refuse it, so it is told in words", "9aeb0a981d"),
        .. Entry.Of("asked-user", "as that result", "9aeb0a981d"),
        .. Entry.Of("request", "asks for a prompt that OpenAI keeps, which is nothing elsewhere", "631066808e", "b310dfa075"),
        .. Entry.Of("status", "of this stream only its end was recorded, and one that says nothing is no answer", "7dc7345963"),
        .. Entry.Of("ledger", "as its status", "7dc7345963"),
        .. Entry.Of("elsewhere", "a prompt of token numbers means nothing to another model", "0a0c905da0"),
        .. Entry.Of("text", "the recording's pieces hold less than its whole", "7195fa329a"),
        .. Entry.Of("text", "as its sound: the transcript is part of it", "1ec1f0514c"),
        .. Entry.Of("asked-schema", "told to Bedrock's model by a tool of the gateway's own, since that model takes no schema", "3c9a153de6"),
        .. Entry.Of("asked-files", "an address in Google's own store means nothing elsewhere", "6ab582be29"),
        .. Entry.Of("citations", "Google names its sources after the words have ended, and a response has them beside its words", "57f491bb23"),
        .. Entry.Of("opaque", "of several signatures on one turn a chat message keeps one", "608c836397", "fc9f6a3fe0"),
        .. Entry.Of("status", "recorded as JSON, but a stream that nobody asked for", "57982dada1"),
        .. Entry.Of("ledger", "as its status", "57982dada1"),
    ];

    /// <summary>Why a problem is none of ours, or null.</summary>
    public static string? Why(Recording recording, Replay replay, Problem problem) =>
        All.FirstOrDefault(one => one.Covers(recording, problem))?.Reason ?? Always(problem)
        ?? (replay.Way == Way.Other ? replay.Caller.NoPlace(problem.Feature, recording.Format) : replay.Provider.NoWords(problem.Feature));

    private static string? Always(Problem problem) => problem.Feature switch
    {
        Problem.Address => "what stands at an address is fetched for a provider that takes none, and this machine reaches no address",
        Problem.Stays => "refused by name: prompts, conversations and earlier responses stay with the vendor that keeps them",
        _ => null,
    };

    /// <summary>One thing of one recording, by the hash in its file's name.</summary>
    internal sealed record Entry(string Recording, string Feature, string Reason)
    {
        public static IEnumerable<Entry> Of(string feature, string reason, params IEnumerable<string> recordings) => recordings.Select(recording => new Entry(recording, feature, reason));

        public bool Covers(Recording recording, Problem problem) => Recording == recording.Hash && Feature == problem.Feature;
    }
}
