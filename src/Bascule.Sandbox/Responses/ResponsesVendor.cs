using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Responses;

/// <summary>OpenAI's responses, from the vendor's side; what was answered is kept for a next turn.</summary>
internal sealed class ResponsesVendor(ResponsesStore store) : IVendor
{
    public string RequestIdHeader => "x-request-id";

    public Refusal BadJson { get; } = new(400, OpenAiErrors.Invalid, "We could not parse the JSON body of your request.");

    public Piece BrokenEvent { get; } =
        new("event: response.output_text.delta\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => $"req_{Guid.CreateVersion7():N}";

    public Refusal? Refuse(Asked asked) => ResponsesStrictness.Refuse(asked.Body, store);

    public Refusal UnknownModel(string name) => new(400, OpenAiErrors.Invalid, $"The requested model '{name}' does not exist.", "model", "model_not_found");

    public Refusal ContextTooLong(int tokens, int window) => new(400, OpenAiErrors.Invalid,
        "Your input exceeds the context window of this model. Please adjust your input and try again.", "input", "context_length_exceeded");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, OpenAiErrors.Invalid,
        $"Invalid 'max_output_tokens': integer above maximum value. Expected a value <= {model.MaxOutput}, but got {asked} instead.", "max_output_tokens", "integer_above_max_value");

    public Refusal ForStatus(int status) => OpenAiErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model) => ResponsesReader.Read(asked.Body, model, store);

    public byte[] Whole(Said said)
    {
        var answer = new ResponsesAnswer(said);
        store.Keep(answer);
        return Json.Bytes(answer.Whole());
    }

    public IEnumerable<Piece> Stream(Said said)
    {
        var answer = new ResponsesAnswer(said);
        store.Keep(answer);
        return new ResponsesStream(answer).Pieces();
    }

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(OpenAiErrors.Shape(refusal));

    public Piece ErrorEvent(Refusal refusal, string requestId) => ResponsesStream.Failed(refusal);
}
