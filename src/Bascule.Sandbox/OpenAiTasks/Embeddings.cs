using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiTasks;

/// <summary>Embeddings in OpenAI's shape, the same for the same words.</summary>
internal static class Embeddings
{
    private static readonly Rule Body = Rule.Object(
        ("model", Rule.Text()), ("input!", Rule.Either(Rule.Text(), Rule.List(Rule.Any, 1, 2048))), ("encoding_format", Rule.Text("float", "base64")), ("dimensions", Rule.Whole(1, Vectors.MaxLength)), ("user", Rule.Text()),
        ("output_dimension", Rule.Whole(1, Vectors.MaxLength)), ("output_dtype", Rule.Text()));

    public static Errand Errand { get; } = new(asked => OpenAiWords.Of(Body.Check(asked.Body, "")) ?? (asked.Model is null ? OpenAiStrictness.Missing("model") : null), Answer);

    private static byte[] Answer(Asked asked, SandboxModel model)
    {
        var body = asked.Body;
        var texts = Texts(body);
        var base64 = body.Text("encoding_format") == "base64";
        var dimensions = body.Int("dimensions") ?? body.Int("output_dimension");
        var tokens = texts.Sum(Tokens.Of);
        return Json.Bytes(new JsonObject
        {
            ["object"] = "list",
            ["data"] = new JsonArray([.. texts.Select((text, index) => (JsonNode)new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = Vector(Vectors.Of(text, dimensions), base64) })]),
            ["model"] = model.Id,
            ["usage"] = new JsonObject { ["prompt_tokens"] = tokens, ["total_tokens"] = tokens },
        });
    }

    /// <summary>One text, several, or tokens in place of either; tokens count as the text of their numbers.</summary>
    private static string[] Texts(JsonElement body) => body.Text("input") is { } text ? [text]
        : body.Member("input").Items().All(item => item.ValueKind == JsonValueKind.Number) ? [body.GetProperty("input").GetRawText()]
        : [.. body.Member("input").Items().Select(item => item.ValueKind == JsonValueKind.String ? item.GetString()! : item.GetRawText())];

    private static JsonNode Vector(float[] vector, bool base64) => base64
        ? Convert.ToBase64String(MemoryMarshal.AsBytes(vector.AsSpan()))
        : new JsonArray([.. vector.Select(value => (JsonNode)value)]);
}
