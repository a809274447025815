using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Scenarios;

/// <summary>What cannot come through between two dialects, with the reason. A test sees to it that each line is still true.</summary>
internal static class Limits
{
    public static readonly IReadOnlyList<Limit> All =
    [
        new("content filter", null, "mistral", "Mistral's answers have no such end; it says that it failed"),
        new("content filter", null, "cohere", "Cohere's answers have no such end; it says that it failed"),
        new("content filter", null, "ollama", "Ollama's answers end for stop or length and nothing else"),
        new("content filter", null, "tgi", "TGI has no filter"),
        new("reasoning", "anthropic", "openai-responses", "OpenAI shows its reasoning only where a summary is asked for, which the caller's dialect has no word for"),
        new("reasoning", "openai-chat", "openai-responses", "OpenAI shows its reasoning only where a summary is asked for, which the caller's dialect has no word for"),
        new("reasoning, streamed", "anthropic", "openai-responses", "OpenAI shows its reasoning only where a summary is asked for, which the caller's dialect has no word for"),
        new("reasoning, streamed", "openai-chat", "openai-responses", "OpenAI shows its reasoning only where a summary is asked for, which the caller's dialect has no word for"),
        new("rate limit", null, "tgi", "TGI has no limit by rate; it says that it is overloaded"),
        new("stop sequence", null, "tgi", "TGI leaves the stop sequence in its text"),
        new("unknown model", null, "tgi", "a TGI server has one model, whatever name it is asked by"),
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
