using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>The items a request speaks of: those of the response it continues, then its own.</summary>
internal static class ResponsesItems
{
    public static IEnumerable<JsonElement> Of(JsonElement body, ResponsesStore store) =>
        (body.Text("previous_response_id") is { } id ? store.Items(id) ?? [] : []).Concat(Own(body));

    /// <summary>A bare text is a message of the user.</summary>
    public static IEnumerable<JsonElement> Own(JsonElement body) => body.Text("input") is { } text
        ? [JsonElement.Parse(Json.Bytes(new JsonObject { ["role"] = "user", ["content"] = text }))]
        : body.Member("input").Items();

    public static string Type(JsonElement item) => item.Text("type") ?? "message";

    public static string TextOf(JsonElement item) =>
        item.Text("content") ?? string.Join("\n", item.Member("content").Items().Where(part => part.Text("type") is "input_text" or "output_text" or "text").Select(part => part.Text("text")));

    public static string OutputOf(JsonElement item) =>
        item.Text("output") ?? string.Join("\n", item.Member("output").Items().Where(part => part.Text("type") is "input_text").Select(part => part.Text("text")));
}
