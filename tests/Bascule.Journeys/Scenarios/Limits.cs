using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Scenarios;

/// <summary>What cannot come through between two dialects, with the reason. A test sees to it that each line is still true.</summary>
internal static class Limits
{
    public static readonly IReadOnlyList<Limit> All =
    [
        new("content filter", null, "mistral", "Mistral's answers have no such end; it says that it failed"),
        new("content filter", "ollama", null, "Ollama's answers end for stop or length and nothing else"),
    ];

    public static Limit? Of(Scenario scenario, Format caller, Format provider) => All.FirstOrDefault(one => one.Holds(scenario, caller, provider));
}

/// <summary>One scenario of one caller's or provider's dialect; null: of every one.</summary>
internal sealed record Limit(string Scenario, string? Caller, string? Provider, string Reason)
{
    public bool Holds(Scenario scenario, Format caller, Format provider) =>
        scenario.Name == Scenario && (Caller ?? caller.Name) == caller.Name && (Provider ?? provider.Name) == provider.Name;
}
