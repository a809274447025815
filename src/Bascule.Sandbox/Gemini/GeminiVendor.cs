using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Talk;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Gemini;

/// <summary>Gemini's generateContent, from the vendor's side; its stream comes as events or as one JSON array.</summary>
internal sealed class GeminiVendor(bool array = false) : IVendor
{
    public string RequestIdHeader => "x-goog-request-id";

    public string StreamType => array ? "application/json; charset=UTF-8" : "text/event-stream";

    public Refusal BadJson { get; } = new(400, GeminiErrors.Invalid, "Invalid JSON payload received. Unexpected token.");

    public Piece BrokenEvent => Broken(array);

    public string NewRequestId() => $"sandbox{Guid.CreateVersion7():N}";

    public Refusal? Refuse(Asked asked) => GeminiStrictness.Refuse(asked.Body, new GeminiTerms { Model = asked.Model });

    public Refusal UnknownModel(string name) => new(404, "NOT_FOUND",
        $"models/{name} is not found for API version v1beta, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.");

    public Refusal ContextTooLong(int tokens, int window) =>
        new(400, GeminiErrors.Invalid, $"The input token count ({tokens}) exceeds the maximum number of tokens allowed ({window}).");

    public Refusal? NoPrefill { get; } = new(400, GeminiErrors.Invalid, "Requests ending with a model turn are not supported unless the last part is a function response.");

    public Refusal TooManyTokens(SandboxModel model, int asked) => new(400, GeminiErrors.Invalid,
        $"Unable to submit request because it has a maxOutputTokens value of {asked} but the supported range is from 1 (inclusive) to {model.MaxOutput + 1} (exclusive). Update the value and try again.");

    public Refusal ForStatus(int status) => GeminiErrors.ForStatus(status);

    public Question Read(Asked asked, SandboxModel model) => GeminiReader.Read(GeminiBody.Of(asked.Body), model, asked.Place.Streams ?? false);

    public byte[] Whole(Said said) => Json.Bytes(new GeminiAnswer(said).Whole());

    public IEnumerable<Piece> Stream(Said said)
    {
        var first = true;
        foreach (var (chunk, content) in new GeminiAnswer(said).Chunks())
        {
            yield return array ? new Piece([.. first ? "["u8 : ",\r\n"u8, .. Json.Bytes(chunk)], content) : Event(chunk, content);
            first = false;
        }

        if (array)
        {
            yield return new Piece("\n]\n"u8.ToArray());
        }
    }

    public byte[] Error(Refusal refusal, string requestId) => Json.Bytes(GeminiErrors.Shape(refusal));

    public Piece ErrorEvent(Refusal refusal, string requestId) => array
        ? new Piece([.. ",\r\n"u8, .. Json.Bytes(GeminiErrors.Shape(refusal)), .. "\n]\n"u8])
        : Event(GeminiErrors.Shape(refusal), false);

    /// <summary>Google ends its lines as the standard's oldest readers want it.</summary>
    private static Piece Event(JsonNode data, bool content) => new([.. "data: "u8, .. Json.Bytes(data), .. "\r\n\r\n"u8], content);

    private static Piece Broken(bool array) =>
        new(array ? ",\r\n{\"candidates\":[{\"content\":\"bro\n"u8.ToArray() : "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"bro\r\n\r\n"u8.ToArray());
}
