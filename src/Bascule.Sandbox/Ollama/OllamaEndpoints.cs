using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Ollama;

/// <summary>What is served of Ollama's API.</summary>
internal static class OllamaEndpoints
{
    public static OllamaVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat("/api/chat", Vendor),
        ServedEndpoint.Chat("/api/generate", new OllamaVendor(chats: false)),
        ServedEndpoint.Task("/api/show", Vendor, new Errand(static _ => null, Show)),
        ServedEndpoint.Task("/api/embed", Vendor, new Errand(RefuseEmbed, Embed)),
        ServedEndpoint.Task("/api/embeddings", Vendor, new Errand(static _ => null, (asked, _) => Json.Bytes(new JsonObject { ["embedding"] = Vector(asked.Body.Text("prompt") ?? "", null) }))),
        ServedEndpoint.Get("/api/tags", Vendor, Tags),
        ServedEndpoint.Get("/api/ps", Vendor, () => Json.Bytes(new JsonObject { ["models"] = new JsonArray() })),
        ServedEndpoint.Get("/api/version", Vendor, () => Json.Bytes(new JsonObject { ["version"] = "0.12.0" })),
    ];

    private static byte[] Tags() => Json.Bytes(new JsonObject
    {
        ["models"] = new JsonArray([.. SandboxModel.All.Select(model => (JsonNode)new JsonObject
        {
            ["name"] = model.Id,
            ["model"] = model.Id,
            ["modified_at"] = SandboxModel.Created.ToString("yyyy-MM-ddTHH:mm:ssZ"),
            ["size"] = 1_000_000,
            ["digest"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(model.Id))),
            ["details"] = Details(),
        })]),
    });

    private static byte[] Show(Asked asked, SandboxModel model) => Json.Bytes(new JsonObject
    {
        ["modelfile"] = "# simulated",
        ["parameters"] = "",
        ["template"] = "{{ .Prompt }}",
        ["details"] = Details(),
        ["model_info"] = new JsonObject { ["general.architecture"] = "sandbox", ["sandbox.context_length"] = model.ContextWindow },
        ["capabilities"] = new JsonArray("completion", "tools", "thinking", "vision"),
    });

    private static JsonObject Details() => new() { ["format"] = "gguf", ["family"] = "sandbox", ["families"] = new JsonArray("sandbox"), ["parameter_size"] = "1B", ["quantization_level"] = "Q4_K_M" };

    private static Refusal? RefuseEmbed(Asked asked) =>
        asked.Body.Member("input") is { ValueKind: not (JsonValueKind.String or JsonValueKind.Array) } ? new(400, "", "invalid input type") : null;

    private static byte[] Embed(Asked asked, SandboxModel model)
    {
        var texts = asked.Body.Text("input") is { } one ? [one] : asked.Body.Member("input").Items().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText()).ToArray();
        return Json.Bytes(new JsonObject
        {
            ["model"] = model.Id,
            ["embeddings"] = new JsonArray([.. texts.Select(text => Vector(text, asked.Body.Int("dimensions")))]),
            ["total_duration"] = 1_000_000,
            ["load_duration"] = 1_000,
            ["prompt_eval_count"] = texts.Sum(Tokens.Of),
        });
    }

    private static JsonNode Vector(string text, int? dimensions) => new JsonArray([.. Vectors.Of(text, dimensions).Select(value => (JsonNode)value)]);
}
