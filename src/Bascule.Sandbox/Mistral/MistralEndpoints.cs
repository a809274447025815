using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiTasks;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Mistral;

/// <summary>What is served of Mistral's API; its paths are OpenAI's, so it has a root of its own.</summary>
internal static class MistralEndpoints
{
    public const string Root = "/mistral";

    public static MistralVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat($"{Root}/v1/chat/completions", Vendor),
        ServedEndpoint.Task($"{Root}/v1/embeddings", Vendor, Embeddings.Errand),
        ServedEndpoint.Get($"{Root}/v1/models", Vendor, List),
        ServedEndpoint.GetModel($"{Root}/v1/models/{{model}}", Vendor, model => Json.Bytes(One(model))),
    ];

    private static byte[] List() => Json.Bytes(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. SandboxModel.All.Select(One)]) });

    private static JsonNode One(SandboxModel model) => new JsonObject
    {
        ["id"] = model.Id,
        ["object"] = "model",
        ["created"] = SandboxModel.Created.ToUnixTimeSeconds(),
        ["owned_by"] = model.Owner,
        ["name"] = model.Id,
        ["description"] = model.Name,
        ["max_context_length"] = model.ContextWindow,
        ["aliases"] = new JsonArray(),
        ["capabilities"] = new JsonObject { ["completion_chat"] = true, ["function_calling"] = true, ["vision"] = true, ["reasoning"] = true },
        ["type"] = "base",
    };
}
