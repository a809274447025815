using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Ollama;

/// <summary>Ollama, from the engine's side: chats and bare prompts, in lines of JSON.</summary>
/// <param name="chats">False for <c>/api/generate</c>, which takes a prompt in place of messages.</param>
internal sealed class OllamaVendor(bool chats = true) : IVendor
{
    public string RequestIdHeader => "x-request-id";

    public string StreamType => "application/x-ndjson";

    public Refusal BadJson { get; } = new(400, "", "invalid character in the JSON of the request");

    public Piece BrokenEvent { get; } = new("{\"model\":\"simulated\",\"message\":{\"content\":\"bro\n"u8.ToArray());

    public string NewRequestId() => Guid.CreateVersion7().ToString("N");

    public Refusal? Refuse(Asked asked) => OllamaStrictness.Refuse(asked.Body, chats);

    public Refusal UnknownModel(string name) => new(404, "", $"model '{name}' not found");

    public Refusal ContextTooLong(int tokens, int window) => new(400, "", $"input length {tokens} exceeds the context length {window}");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, "", $"num_predict {asked} is above the limit of {model.MaxOutput} of this model");

    public Refusal ForStatus(int status) => status switch
    {
        404 => new(404, "", "404 page not found"),
        405 => new(405, "", "405 method not allowed"),
        429 => new(429, "", "too many requests (simulated)"),
        503 or 529 => new(status, "", "server busy, please try again.  maximum pending requests exceeded"),
        >= 500 => new(status, "", "llama runner process has terminated (simulated)"),
        _ => new(status, "", "the simulated request was refused"),
    };

    public Question Read(Asked asked, SandboxModel model) => OllamaReader.Read(asked.Body, model, chats);

    public byte[] Whole(Said said) => Json.Bytes(new OllamaAnswer(said, chats).Whole());

    public IEnumerable<Piece> Stream(Said said) => new OllamaAnswer(said, chats).Lines().Select(line => new Piece([.. Json.Bytes(line.Json), (byte)'\n'], line.Content));

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(new JsonObject { ["error"] = refusal.Message });

    public Piece ErrorEvent(Refusal refusal, string requestId) => new([.. Error(refusal, requestId), (byte)'\n']);
}
