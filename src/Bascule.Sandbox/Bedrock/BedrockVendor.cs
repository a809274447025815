using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Bedrock;

/// <summary>Bedrock's converse, from the vendor's side.</summary>
internal sealed class BedrockVendor : IVendor
{
    public string RequestIdHeader => "x-amzn-RequestId";

    public string StreamType => "application/vnd.amazon.eventstream";

    public Refusal BadJson { get; } = BedrockErrors.Invalid("Unexpected character in the JSON of the request");

    public Piece BrokenEvent { get; } = new(BedrockFrame.Make(
        [(":event-type", "contentBlockDelta"), (":content-type", "application/json"), (":message-type", "event")], "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"bro"u8));

    public string NewRequestId() => Guid.CreateVersion7().ToString();

    public Refusal? Refuse(Asked asked) => BedrockStrictness.Refuse(asked.Body, foreignSignatures: false);

    public Refusal UnknownModel(string name) => BedrockErrors.Invalid("The provided model identifier is invalid.");

    public Refusal ContextTooLong(int tokens, int window) => BedrockErrors.Invalid(
        "The model returned the following errors: Input Tokens Exceeded: Number of input tokens exceeds maximum length. Please update the input to try again.");

    public Refusal? NoPrefill { get; } = BedrockErrors.Invalid("This model does not support assistant message prefill. The conversation must end with a user message.");

    public Refusal TooManyTokens(SandboxModel model, int asked) => BedrockErrors.Invalid(
        $"The maximum tokens you requested exceeds the model limit of {model.MaxOutput}. Try again with a maximum tokens value that is lower than {model.MaxOutput}.");

    public Refusal ForStatus(int status) => BedrockErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model) => BedrockReader.Read(asked.Body, model, asked.Place.Streams ?? false);

    public byte[] Whole(Said said) => Json.Bytes(new BedrockAnswer(said).Whole());

    public IEnumerable<Piece> Stream(Said said) => new BedrockAnswer(said).Frames();

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(BedrockErrors.Shape(refusal));

    public void Mark(IHeaderDictionary headers, Refusal refusal) => headers["x-amzn-errortype"] = $"{refusal.Type}:http://internal.amazon.com/coral/com.amazon.bedrock/";

    public Piece ErrorEvent(Refusal refusal, string requestId) => BedrockFrame.Exception("internalServerException", refusal.Message);
}
