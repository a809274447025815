using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Mistral;

/// <summary>Mistral's chat completions, from the vendor's side.</summary>
internal sealed class MistralVendor : IVendor
{
    public string RequestIdHeader => "mistral-correlation-id";

    public Refusal BadJson { get; } = new(422, "json_invalid", "JSON decode error", "body");

    public Piece BrokenEvent { get; } = new("data: {\"id\":\"simulated\",\"choices\":[{\"delta\":{\"content\":\"bro\n\n"u8.ToArray());

    public string NewRequestId() => Guid.CreateVersion7().ToString();

    public Refusal? Refuse(Asked asked) => MistralStrictness.Refuse(asked.Body);

    public Refusal UnknownModel(string name) => new(400, "invalid_model", $"Invalid model: {name}", null, "1500");

    public Refusal ContextTooLong(int tokens, int window) => new(400, "invalid_request_prompt",
        $"Prompt contains {tokens} tokens and 0 draft tokens, too large for model with {window} maximum context length", null, "3051");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, "invalid_request_invalid_args", $"max_tokens {asked} is above the limit of {model.MaxOutput} of this model", null, "3051");

    public Refusal ForStatus(int status) => MistralErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model)
    {
        var body = asked.Body;
        var question = OpenAiReader.Read(body, model);
        return question with
        {
            Wish = body.Text("tool_choice") switch { "any" or "required" => ToolWish.Must, "none" => ToolWish.Never, _ => ToolWish.Auto },
            Beginning = body.Member("messages").Items().LastOrDefault() is { ValueKind: System.Text.Json.JsonValueKind.Object } last && last.Flag("prefix") ? OpenAiReader.TextOf(last) : null,
            RepeatsBeginning = true,
            StreamUsage = true,    // told without being asked, in the chunk with the finish reason
            Reasons = body.Text("prompt_mode") == "reasoning" || body.Text("reasoning_effort") is not (null or "none"),
        };
    }

    public byte[] Whole(Said said) => Json.Bytes(new MistralAnswer(said).Whole());

    public IEnumerable<Piece> Stream(Said said) => new MistralAnswer(said).Pieces();

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(MistralErrors.Shape(refusal));

    public Piece ErrorEvent(Refusal refusal, string requestId) => Sse.Data(MistralErrors.Shape(refusal));
}
