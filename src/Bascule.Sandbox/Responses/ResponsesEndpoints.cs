using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Responses;

/// <summary>What is served of OpenAI's responses.</summary>
internal static class ResponsesEndpoints
{
    /// <param name="root">Before <c>/responses</c>.</param>
    public static IEnumerable<ServedEndpoint> All(string root = "/v1")
    {
        var store = new ResponsesStore();
        var vendor = new ResponsesVendor(store);
        return
        [
            ServedEndpoint.Task($"{root}/responses/input_tokens", vendor, new Errand(vendor.Refuse, (asked, model) => Count(asked, model, store))),
            ServedEndpoint.Chat($"{root}/responses", vendor),
            new ServedEndpoint("GET", new PathTemplate($"{root}/responses/{{id}}"), vendor, (http, id, _, cancel) => store.Response(id) is { } kept
                ? ServedEndpoint.WriteAsync(http, StatusCodes.Status200OK, kept, cancel)
                : ServedEndpoint.RefuseAsync(http, vendor, Unknown(id), cancel)),
            new ServedEndpoint("DELETE", new PathTemplate($"{root}/responses/{{id}}"), vendor, (http, id, _, cancel) => store.Delete(id)
                ? ServedEndpoint.WriteAsync(http, StatusCodes.Status200OK, Json.Bytes(new JsonObject { ["id"] = id, ["object"] = "response", ["deleted"] = true }), cancel)
                : ServedEndpoint.RefuseAsync(http, vendor, Unknown(id), cancel)),
        ];
    }

    private static Refusal Unknown(string id) => new(404, "invalid_request_error", $"Response with id '{id}' not found.");

    private static byte[] Count(Asked asked, SandboxModel model, ResponsesStore store) => Json.Bytes(new JsonObject
    {
        ["object"] = "response.input_tokens",
        ["input_tokens"] = ResponsesReader.Read(asked.Body, model, store).InputTokens,
    });
}
