using System.Text.Json.Nodes;

namespace Bascule.Sandbox.Azure;

/// <summary>What Azure's content filter says it found.</summary>
internal static class AzureFilter
{
    private static readonly string[] Kinds = ["hate", "self_harm", "sexual", "violence"];

    /// <param name="filtered">Whether it withheld something; violence is what it then says.</param>
    public static JsonObject Results(bool filtered)
    {
        var results = new JsonObject();
        foreach (var kind in Kinds)
        {
            var hit = filtered && kind == "violence";
            results[kind] = new JsonObject { ["filtered"] = hit, ["severity"] = hit ? "high" : "safe" };
        }

        return results;
    }

    public static JsonArray OfPrompt() => [new JsonObject { ["prompt_index"] = 0, ["content_filter_results"] = Results(false) }];
}
