using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Completions;

/// <summary>What is served of OpenAI's old completions.</summary>
internal static class CompletionsEndpoints
{
    public static IEnumerable<ServedEndpoint> All() => [ServedEndpoint.Chat("/v1/completions", new CompletionsVendor())];
}
