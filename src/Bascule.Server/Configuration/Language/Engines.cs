namespace Bascule.Server.Configuration.Language;

/// <summary>The inference engines that serve OpenAI's chat shape below <c>/v1</c>, each with its usual port.</summary>
internal static class Engines
{
    public static IReadOnlyList<string> Names { get; } = ["vllm", "sglang", "tgi", "llamacpp", "ollama", "lmstudio"];

    public static int UsualPort(string engine) => engine switch
    {
        "vllm" => 8000,
        "sglang" => 30000,
        "tgi" => 3000,
        "llamacpp" => 8080,
        "ollama" => 11434,
        _ => 1234,
    };
}
