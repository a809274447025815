namespace Bascule.Journeys.Corpus;

/// <summary>What of a recording cannot be said in the other dialect, each with its reason. A test sees to it that every entry really fails.</summary>
internal static class NotCarriable
{
    public static readonly IReadOnlyList<Entry> All = [];

    public static bool Holds(Recording recording, Problem problem) => All.Any(one => one.Recording == recording.Hash && one.Feature == problem.Feature);

    /// <summary>One thing of one recording.</summary>
    internal sealed record Entry(string Recording, string Feature, string Reason);
}
