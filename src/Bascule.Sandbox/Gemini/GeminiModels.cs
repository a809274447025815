using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>The model list in Google's shape.</summary>
internal static class GeminiModels
{
    public static byte[] List() => Json.Bytes(new JsonObject { ["models"] = new JsonArray([.. SandboxModel.All.Select(One)]) });

    public static JsonNode One(SandboxModel model) => new JsonObject
    {
        ["name"] = $"models/{model.Id}",
        ["version"] = "001",
        ["displayName"] = model.Name,
        ["description"] = "Simulated.",
        ["inputTokenLimit"] = model.ContextWindow,
        ["outputTokenLimit"] = model.MaxOutput,
        ["supportedGenerationMethods"] = new JsonArray("generateContent", "countTokens", "embedContent"),
        ["temperature"] = 1,
        ["topP"] = 0.95,
        ["topK"] = 64,
        ["maxTemperature"] = 2,
        ["thinking"] = true,
    };
}
