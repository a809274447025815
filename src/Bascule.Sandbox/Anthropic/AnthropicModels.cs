using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>The model list in Anthropic's shape.</summary>
internal static class AnthropicModels
{
    public static byte[] List() => Json.Bytes(new JsonObject
    {
        ["data"] = new JsonArray([.. SandboxModel.All.Select(One)]),
        ["has_more"] = false,
        ["first_id"] = SandboxModel.All[0].Id,
        ["last_id"] = SandboxModel.All[^1].Id,
    });

    public static JsonNode One(SandboxModel model) => new JsonObject
    {
        ["type"] = "model",
        ["id"] = model.Id,
        ["display_name"] = model.Name,
        ["created_at"] = SandboxModel.Created.ToString("yyyy-MM-ddTHH:mm:ssZ"),
    };
}
