using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Azure;

/// <summary>OpenAI's chat completions as Azure serves them: a deployment in the path, and what the content filter found in every answer.</summary>
internal sealed class AzureVendor : IVendor
{
    /// <summary>Marks an error of the service around the model, which has a shape of its own.</summary>
    private const string OfService = "service";

    public string RequestIdHeader => "apim-request-id";

    public Refusal BadJson => OpenAiEndpoints.Vendor.BadJson;

    public Piece BrokenEvent => OpenAiEndpoints.Vendor.BrokenEvent;

    public string NewRequestId() => Guid.CreateVersion7().ToString();

    public Refusal? Refuse(Asked asked) => OpenAiStrictness.Refuse(asked.Body, namedElsewhere: asked.Place.Model is not null);

    public Refusal UnknownModel(string name) => new(404, OfService,
        "The API deployment for this resource does not exist. If you created the deployment within the last 5 minutes, please wait a moment and try again.", null, "DeploymentNotFound");

    public Refusal ContextTooLong(int tokens, int window) => OpenAiEndpoints.Vendor.ContextTooLong(tokens, window);

    public Refusal TooManyTokens(SandboxModel model, int asked) => OpenAiEndpoints.Vendor.TooManyTokens(model, asked);

    public Refusal ForStatus(int status) => status switch
    {
        401 => new(401, OfService, "Access denied due to invalid subscription key or wrong API endpoint. (simulated)", null, "401"),
        404 => new(404, OfService, "Resource not found", null, "404"),
        429 => new(429, OfService, "Requests to the ChatCompletions_Create Operation have exceeded the call rate limit (simulated). Please retry after 1 second.", null, "429"),
        _ => OpenAiErrors.ForStatus(status),
    };

    public Question Read(Asked asked, SandboxModel model) => OpenAiReader.Read(asked.Body, model);

    public byte[] Whole(Said said)
    {
        var answer = OpenAiAnswer.Make(said.Question, said.Reply, said.Now);
        foreach (var choice in answer["choices"]!.AsArray())
        {
            choice!["content_filter_results"] = AzureFilter.Results(said.Reply.Ending == Ending.Filtered);
        }

        answer["prompt_filter_results"] = AzureFilter.OfPrompt();
        return Json.Bytes(answer);
    }

    public IEnumerable<Piece> Stream(Said said)
    {
        yield return Sse.Data(new JsonObject { ["choices"] = new JsonArray(), ["created"] = 0, ["id"] = "", ["model"] = "", ["object"] = "", ["prompt_filter_results"] = AzureFilter.OfPrompt() });
        foreach (var (chunk, content) in new OpenAiStream(said.Question, said.Reply, said.Now).Chunks())
        {
            foreach (var choice in chunk["choices"]!.AsArray())
            {
                choice!["content_filter_results"] = content ? AzureFilter.Results(false)
                    : choice["finish_reason"] is not null && said.Reply.Ending == Ending.Filtered ? AzureFilter.Results(true) : new JsonObject();
            }

            yield return Sse.Data(chunk, content);
        }

        yield return Sse.Done;
    }

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(refusal.Type == OfService
        ? new JsonObject { ["error"] = new JsonObject { ["code"] = refusal.Code, ["message"] = refusal.Message } }
        : OpenAiErrors.Shape(refusal));

    public Piece ErrorEvent(Refusal refusal, string requestId) => Sse.Data(OpenAiErrors.Shape(refusal));
}
