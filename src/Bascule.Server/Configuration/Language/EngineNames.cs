namespace Bascule.Server.Configuration.Language;

/// <summary>The words that <c>engine</c> takes: the language and its schema stand without a catalog. What they stand for says the catalog.</summary>
internal static class EngineNames
{
    public static IReadOnlyList<string> All { get; } = ["vllm", "sglang", "tgi", "llamacpp", "ollama", "lmstudio"];
}
