using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Anthropic;

/// <summary>Anthropic's messages, from the vendor's side.</summary>
internal sealed class AnthropicVendor : IVendor
{
    public string RequestIdHeader => "request-id";

    public Refusal BadJson { get; } = new(400, AnthropicErrors.Invalid, "The request body is not valid JSON.");

    public Piece BrokenEvent { get; } =
        new("event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => $"req_sandbox{Guid.CreateVersion7():N}";

    public Refusal? Refuse(Asked asked) => AnthropicStrictness.Refuse(asked.Body, AnthropicTerms.Of(asked.Headers));

    public Refusal UnknownModel(string name) => new(404, "not_found_error", $"model: {name}");

    public Refusal ContextTooLong(int tokens, int window) => new(400, AnthropicErrors.Invalid, $"prompt is too long: {tokens} tokens > {window} maximum");

    public Refusal? NoPrefill { get; } = new(400, AnthropicErrors.Invalid, "This model does not support assistant message prefill. The conversation must end with a user message.");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, AnthropicErrors.Invalid,
        $"max_tokens: {asked} > {model.MaxOutput}, which is the maximum allowed number of output tokens for {model.Id}");

    public Refusal ForStatus(int status) => AnthropicErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model) => AnthropicReader.Read(asked.Body, model);

    public byte[] Whole(Said said) => AnthropicAnswer.Write(said.Question, said.Reply);

    public IEnumerable<Piece> Stream(Said said) => AnthropicStream.Pieces(said.Question, said.Reply);

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(AnthropicErrors.Shape(refusal, requestId));

    public Piece ErrorEvent(Refusal refusal, string requestId) => AnthropicStream.Event("error", AnthropicErrors.Shape(refusal, requestId));
}
