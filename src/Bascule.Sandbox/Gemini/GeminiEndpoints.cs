using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Gemini;

/// <summary>What is served of Gemini's API, under Google's addresses and those of Vertex.</summary>
internal static class GeminiEndpoints
{
    private static readonly string[] Roots =
    [
        "/v1beta/models", "/v1/models",
        "/v1/projects/*/locations/*/publishers/google/models", "/v1beta1/projects/*/locations/*/publishers/google/models",
        "/v1/publishers/google/models", "/v1beta1/publishers/google/models",
    ];

    private static readonly GeminiVendor Array = new(array: true);

    private static readonly Rule Counted = Rule.Object(("contents", Rule.Any), ("generateContentRequest", Rule.Map), ("systemInstruction", Rule.Any), ("tools", Rule.Any), ("generationConfig", Rule.Any), ("model", Rule.Text()));

    private static readonly Rule Embedded = Rule.Object(("content!", Rule.Map), ("model", Rule.Text()), ("taskType", Rule.Text()), ("title", Rule.Text()), ("outputDimensionality", Rule.Whole(1, Vectors.MaxLength)));

    public static GeminiVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        .. Roots.SelectMany(Under),
        ServedEndpoint.Get("/v1beta/models", Vendor, GeminiModels.List),
        ServedEndpoint.GetModel("/v1beta/models/{model}", Vendor, model => Json.Bytes(GeminiModels.One(model))),
    ];

    private static IEnumerable<ServedEndpoint> Under(string root) =>
    [
        ServedEndpoint.Chat($"{root}/{{model}}:generateContent", Vendor, streams: false),
        ServedEndpoint.Chat($"{root}/{{model}}:streamGenerateContent", Vendor, streams: true) with { Applies = WantsEvents },
        ServedEndpoint.Chat($"{root}/{{model}}:streamGenerateContent", Array, streams: true),
        ServedEndpoint.Task($"{root}/{{model}}:countTokens", Vendor, new Errand(RefuseCount, Count)),
        ServedEndpoint.Task($"{root}/{{model}}:embedContent", Vendor, new Errand(asked => GeminiStrictness.Words(Embedded.Check(GeminiBody.Of(asked.Body), "")), Embed)),
        ServedEndpoint.Task($"{root}/{{model}}:batchEmbedContents", Vendor, new Errand(RefuseBatch, EmbedAll)),
    ];

    private static bool WantsEvents(HttpRequest request) => request.Query["alt"] == "sse";

    private static Refusal? RefuseCount(Asked asked)
    {
        var body = GeminiBody.Of(asked.Body);
        var counted = body.Member("generateContentRequest") ?? body;
        return GeminiStrictness.Words(Counted.Check(body, ""))
            ?? (counted.Member("contents").Items().Any() ? null : GeminiStrictness.Refused("* CountTokensRequest.contents: contents is not specified\n"));
    }

    private static byte[] Count(Asked asked, SandboxModel model)
    {
        var body = GeminiBody.Of(asked.Body);
        var counted = body.Member("generateContentRequest") ?? body;
        var tokens = GeminiReader.Count(counted, [.. counted.Member("contents").Items()]);
        return Json.Bytes(new JsonObject { ["totalTokens"] = tokens, ["promptTokensDetails"] = new JsonArray(new JsonObject { ["modality"] = "TEXT", ["tokenCount"] = tokens }) });
    }

    private static byte[] Embed(Asked asked, SandboxModel model) => Json.Bytes(new JsonObject { ["embedding"] = Vector(GeminiBody.Of(asked.Body)) });

    private static Refusal? RefuseBatch(Asked asked)
    {
        var body = GeminiBody.Of(asked.Body);
        return GeminiStrictness.Words(Rule.Object(("requests!", Rule.List(Embedded, 1, 100))).Check(body, ""));
    }

    private static byte[] EmbedAll(Asked asked, SandboxModel model) => Json.Bytes(new JsonObject
    {
        ["embeddings"] = new JsonArray([.. GeminiBody.Of(asked.Body).Member("requests").Items().Select(Vector)]),
    });

    private static JsonNode Vector(JsonElement request)
    {
        var text = string.Join("\n", request.Member("content")?.Member("parts").Items().Select(part => part.Text("text")) ?? []);
        return new JsonObject { ["values"] = new JsonArray([.. Vectors.Of(text, request.Int("outputDimensionality")).Select(value => (JsonNode)value)]) };
    }
}
