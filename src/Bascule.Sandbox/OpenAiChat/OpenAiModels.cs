using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>The model list in OpenAI's shape.</summary>
internal static class OpenAiModels
{
    public static byte[] List() => Json.Bytes(new JsonObject
    {
        ["object"] = "list",
        ["data"] = new JsonArray([.. SandboxModel.All.Select(One)]),
    });

    public static JsonNode One(SandboxModel model) => new JsonObject
    {
        ["id"] = model.Id,
        ["object"] = "model",
        ["created"] = SandboxModel.Created.ToUnixTimeSeconds(),
        ["owned_by"] = model.Owner,
    };
}
