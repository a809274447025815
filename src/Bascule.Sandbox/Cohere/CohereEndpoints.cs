using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Cohere;

/// <summary>What is served of Cohere's second API.</summary>
internal static class CohereEndpoints
{
    private static readonly Rule EmbedBody = Rule.Object(
        ("model", Rule.Text()), ("input_type!", Rule.Text("search_document", "search_query", "classification", "clustering", "image")), ("texts", Rule.List(Rule.Text(), 1, 96)), ("images", Rule.List(Rule.Text(), 1, 1)),
        ("inputs", Rule.List(Rule.Map)), ("max_tokens", Rule.Whole()), ("output_dimension", Rule.Whole(1, Vectors.MaxLength)), ("embedding_types", Rule.List(Rule.Text("float", "int8", "uint8", "binary", "ubinary", "base64"))),
        ("truncate", Rule.Text("NONE", "START", "END")), ("priority", Rule.Whole()));

    private static readonly Rule RerankBody = Rule.Object(
        ("model", Rule.Text()), ("query!", Rule.Text()), ("documents!", Rule.List(Rule.Either(Rule.Text(), Rule.Map), 1, 10_000)), ("top_n", Rule.Whole(1)), ("max_tokens_per_doc", Rule.Whole(1)), ("return_documents", Rule.Flag), ("priority", Rule.Whole()));

    public static CohereVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat("/v2/chat", Vendor),
        ServedEndpoint.Task("/v2/embed", Vendor, new Errand(asked => CohereStrictness.Words(EmbedBody.Check(asked.Body, "")), Embed)),
        ServedEndpoint.Task("/v2/rerank", Vendor, new Errand(asked => CohereStrictness.Words(RerankBody.Check(asked.Body, "")), Rerank)),
    ];

    private static byte[] Embed(Asked asked, SandboxModel model)
    {
        var texts = asked.Body.Member("texts").Items().Select(text => text.GetString()!).ToArray();
        var length = asked.Body.Int("output_dimension");
        return Json.Bytes(new JsonObject
        {
            ["id"] = Guid.CreateVersion7().ToString(),
            ["embeddings"] = new JsonObject { ["float"] = new JsonArray([.. texts.Select(text => (JsonNode)new JsonArray([.. Vectors.Of(text, length).Select(value => (JsonNode)value)]))]) },
            ["texts"] = new JsonArray([.. texts.Select(text => (JsonNode)text)]),
            ["meta"] = Meta(new JsonObject { ["input_tokens"] = texts.Sum(Tokens.Of) }),
            ["response_type"] = "embeddings_by_type",
        });
    }

    private static byte[] Rerank(Asked asked, SandboxModel model)
    {
        var query = asked.Body.Text("query")!;
        var documents = asked.Body.Member("documents").Items().Select(one => one.ValueKind == JsonValueKind.String ? one.GetString()! : one.Text("text") ?? one.GetRawText());
        var ranked = documents.Select((text, index) => (Index: index, Score: Vectors.Likeness(query, text))).OrderByDescending(one => one.Score).ThenBy(one => one.Index).Take(asked.Body.Int("top_n") ?? int.MaxValue);
        return Json.Bytes(new JsonObject
        {
            ["id"] = Guid.CreateVersion7().ToString(),
            ["results"] = new JsonArray([.. ranked.Select(one => (JsonNode)new JsonObject { ["index"] = one.Index, ["relevance_score"] = Math.Round(one.Score, 6) })]),
            ["meta"] = Meta(new JsonObject { ["search_units"] = 1 }),
        });
    }

    private static JsonObject Meta(JsonObject billed) => new() { ["api_version"] = new JsonObject { ["version"] = "2" }, ["billed_units"] = billed };
}
