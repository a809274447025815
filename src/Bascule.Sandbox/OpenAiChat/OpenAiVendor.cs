using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>OpenAI's chat completions, from the vendor's side.</summary>
internal sealed class OpenAiVendor : IVendor
{
    public string RequestIdHeader => "x-request-id";

    public Refusal BadJson { get; } = new(400, OpenAiErrors.Invalid, "We could not parse the JSON body of your request.");

    public Piece BrokenEvent { get; } = new("data: {\"id\":\"chatcmpl-simulated\",\"choices\":[{\"delta\":{\"content\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => $"req_{Guid.CreateVersion7():N}";

    public Refusal? Refuse(Asked asked) => OpenAiStrictness.Refuse(asked.Body, engine: asked.Model?.Split('+')[0] is { } name && SandboxModel.Find(name) is { GoesOn: true });

    public Refusal UnknownModel(string name) =>
        new(404, OpenAiErrors.Invalid, $"The model `{name}` does not exist or you do not have access to it.", null, "model_not_found");

    public Refusal ContextTooLong(int tokens, int window) => new(400, OpenAiErrors.Invalid,
        $"This model's maximum context length is {window} tokens. However, your messages resulted in {tokens} tokens. Please reduce the length of the messages.", "messages", "context_length_exceeded");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, OpenAiErrors.Invalid,
        $"max_tokens is too large: {asked}. This model supports at most {model.MaxOutput} completion tokens, whereas you provided {asked}.", "max_tokens", "invalid_value");

    public Refusal ForStatus(int status) => OpenAiErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model) => OpenAiReader.Read(asked.Body, model);

    public byte[] Whole(Said said) => Json.Bytes(OpenAiAnswer.Make(said.Question, said.Reply, said.Now));

    public IEnumerable<Piece> Stream(Said said) => new OpenAiStream(said.Question, said.Reply, said.Now).Chunks().Select(chunk => Sse.Data(chunk.Json, chunk.Content)).Append(Sse.Done);

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(OpenAiErrors.Shape(refusal));

    public Piece ErrorEvent(Refusal refusal, string requestId) => Sse.Data(OpenAiErrors.Shape(refusal));
}
