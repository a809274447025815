using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Corpus;

/// <summary>One way in which a recording was replayed, and what did not come through.</summary>
internal sealed record Replay(Way Way, Format Caller, Format Provider, IReadOnlyList<Problem> Problems);

/// <summary>Who asks whom.</summary>
internal enum Way
{
    /// <summary>A caller of the provider's own dialect: bytes go through.</summary>
    Same,

    /// <summary>A caller of another dialect hears the recorded answer.</summary>
    Other,

    /// <summary>The recorded request is asked of a provider of another dialect.</summary>
    Elsewhere,
}

/// <summary>What came of one recording.</summary>
internal sealed record Outcome(Recording Recording, IReadOnlyList<Replay> Replays)
{
    /// <summary>Each problem with the way in which it came up.</summary>
    public IEnumerable<(Replay Replay, Problem Problem)> Problems => Replays.SelectMany(replay => replay.Problems.Select(problem => (replay, problem)));

    /// <summary>What should have come through and did not.</summary>
    public IEnumerable<(Replay Replay, Problem Problem)> Faults => Problems.Where(one => NotCarriable.Why(Recording, one.Replay, one.Problem) is null);

    public bool Failed => Faults.Any();

    /// <summary>All came through but what has no place.</summary>
    public bool Partly => !Failed && Problems.Any();

    /// <summary>Null where it was not replayed that way.</summary>
    public bool? Whole(Way way) => Replays.Any(one => one.Way == way) ? Replays.Where(one => one.Way == way).All(one => one.Problems.Count == 0) : null;
}
