using System.Text.Json.Nodes;

namespace Bascule.Journeys.Scenarios.Writers;

/// <summary>Writes what a caller wants as his own client would, by one dialect's documentation.</summary>
internal abstract class RequestWriter
{
    public static readonly IReadOnlyDictionary<string, RequestWriter> All = new Dictionary<string, RequestWriter>
    {
        ["anthropic"] = new MessagesWriter(),
        ["openai-chat"] = new ChatWriter(),
        ["gemini"] = new GeminiWriter(),
        ["openai-responses"] = new ResponsesWriter(),
        ["ollama"] = new OllamaWriter(),
        ["openai-completions"] = new CompletionsWriter(),
    };

    /// <summary>Why its callers cannot say this at all, or null.</summary>
    public virtual string? Lacks(Wish wish) => null;

    public abstract JsonObject Write(Wish wish, string model);

    protected static JsonArray List(IEnumerable<JsonNode?> items) => new([.. items]);

    protected static string Data(string image) => $"data:image/png;base64,{image}";
}
