using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>Which other dialects a recording is replayed in: taken in turn by its hash, so that all pairs come up.</summary>
internal static class Pairing
{
    /// <summary>The caller's dialects that carry most; the others are callers of their own recordings.</summary>
    private static readonly string[] Rich = ["anthropic", "openai-chat", "gemini", "openai-responses"];

    /// <summary>One other dialect for a recording in a callers' dialect; for one that only providers speak OpenAI's chat and one more.</summary>
    public static IEnumerable<Format> CallersFor(Recording recording)
    {
        var others = FormatSet.Callers.Where(one => one != recording.Format && Rich.Contains(one.Name)).ToArray();
        return !recording.Format.IsProviders ? []
            : recording.Format.IsCallers ? [Turn(others, recording)]
            : [FormatSet.Of("openai-chat"), Turn([.. others.Where(one => one.Name != "openai-chat")], recording)];
    }

    /// <summary>Whom else the recorded request is asked of; null where none was recorded, its provider refused it, or callers do not speak its dialect.</summary>
    public static Format? ProviderFor(Recording recording) => recording is { Request: not null, Status: 200, Format.IsCallers: true }
        ? Turn([.. FormatSet.All.Where(one => one != recording.Format && one.IsProviders)], recording)
        : null;

    private static Format Turn(Format[] formats, Recording recording) => formats[Convert.ToInt32(recording.Hash[..6], 16) % formats.Length];
}
