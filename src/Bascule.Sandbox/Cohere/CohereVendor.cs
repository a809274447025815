using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Cohere;

/// <summary>Cohere's second chat API, from the vendor's side.</summary>
internal sealed class CohereVendor : IVendor
{
    public string RequestIdHeader => "x-debug-trace-id";

    public Refusal BadJson { get; } = new(400, "", "invalid request: the body is not valid JSON.");

    public Piece BrokenEvent { get; } = new("event: content-delta\ndata: {\"type\":\"content-delta\",\"index\":0,\"delta\":{\"message\":{\"content\":{\"text\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => Guid.CreateVersion7().ToString();

    public Refusal? Refuse(Asked asked) => CohereStrictness.Refuse(asked.Body);

    public Refusal UnknownModel(string name) => new(404, "", $"model '{name}' not found, make sure the correct model ID was used and that you have access to the model.");

    public Refusal ContextTooLong(int tokens, int window) => new(400, "",
        $"too many tokens: size limit exceeded by {tokens - window} tokens. Try using shorter or fewer inputs. The limit for this model is {window} tokens.");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, "", $"too many tokens: max tokens must be less than or equal to {model.MaxOutput}, the maximum output for this model - received {asked}.");

    public Refusal ForStatus(int status) => status switch
    {
        401 => new(401, "", "invalid api token"),
        402 => new(402, "", "your payment method failed (simulated)"),
        403 => new(403, "", "you do not have access to this resource (simulated)"),
        404 => new(404, "", "not found in the sandbox"),
        405 => new(405, "", "method not allowed"),
        429 => new(429, "", "trial token rate limit exceeded, limit is 20 calls per minute (simulated)"),
        499 => new(499, "", "the request was cancelled by the user (simulated)"),
        503 or 529 => new(status, "", "service unavailable, please try again (simulated)"),
        >= 500 => new(status, "", "internal server error (simulated)"),
        _ => new(status, "", "invalid request: the simulated request was refused."),
    };

    public Question Read(Asked asked, SandboxModel model) => CohereReader.Read(asked.Body, model);

    public byte[] Whole(Said said) => Json.Bytes(new CohereAnswer(said).Whole());

    public IEnumerable<Piece> Stream(Said said) => new CohereAnswer(said).Pieces();

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(new JsonObject { ["id"] = requestId, ["message"] = refusal.Message });

    public Piece ErrorEvent(Refusal refusal, string requestId) => Sse.Named("message-end", new JsonObject
    {
        ["type"] = "message-end",
        ["delta"] = new JsonObject { ["error"] = refusal.Message, ["finish_reason"] = "ERROR" },
    });
}
