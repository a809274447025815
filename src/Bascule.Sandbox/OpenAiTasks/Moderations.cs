using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Rules;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiTasks;

/// <summary>Moderation by a few plain words.</summary>
internal static class Moderations
{
    private const double High = 0.98;
    private const double Low = 0.0001;

    private static readonly (string Category, string[] Words)[] Categories =
    [
        ("harassment", ["idiot"]), ("hate", ["hate"]), ("self-harm", ["hurt myself"]), ("sexual", ["porn"]), ("violence", ["kill", "murder"]), ("illicit", ["bomb"]),
    ];

    private static readonly Rule Body = Rule.Object(("input!", Rule.Either(Rule.Text(), Rule.List(Rule.Any, 1))), ("model", Rule.Text()));

    public static Errand Errand { get; } = new(asked => OpenAiWords.Of(Body.Check(asked.Body, "")), Answer) { UsualModel = "sandbox-open" };

    private static byte[] Answer(Asked asked, SandboxModel model) => Json.Bytes(new JsonObject
    {
        ["id"] = $"modr-sandbox{Guid.CreateVersion7():N}",
        ["model"] = model.Id,
        ["results"] = new JsonArray([.. Texts(asked.Body).Select(Result)]),
    });

    private static string[] Texts(JsonElement body) => body.Text("input") is { } text ? [text]
        : body.Member("input").Items().Any(item => item.ValueKind == JsonValueKind.Object) ? [string.Join("\n", body.Member("input").Items().Select(part => part.Text("text")))]
        : [.. body.Member("input").Items().Select(item => item.ToString())];

    private static JsonNode Result(string text)
    {
        var (found, scores, types) = (new JsonObject(), new JsonObject(), new JsonObject());
        foreach (var (category, words) in Categories)
        {
            var hit = words.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase));
            found[category] = hit;
            scores[category] = hit ? High : Low;
            types[category] = new JsonArray("text");
        }

        return new JsonObject { ["flagged"] = found.Any(one => (bool)one.Value!), ["categories"] = found, ["category_scores"] = scores, ["category_applied_input_types"] = types };
    }
}
