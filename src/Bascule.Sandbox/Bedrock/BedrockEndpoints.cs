using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Bedrock;

/// <summary>What is served of Bedrock's runtime.</summary>
internal static class BedrockEndpoints
{
    public static BedrockVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat("/model/{model}/converse", Vendor, streams: false),
        ServedEndpoint.Chat("/model/{model}/converse-stream", Vendor, streams: true),
        ServedEndpoint.Task("/model/{model}/count-tokens", Vendor, new Errand(Refuse, (asked, _) =>
        {
            var counted = asked.Body.Member("input")!.Value.Member("converse")!.Value;
            return Json.Bytes(new JsonObject { ["inputTokens"] = BedrockReader.Count(counted, [.. counted.Member("messages").Items()]) });
        })),
    ];

    private static Refusal? Refuse(Asked asked) =>
        asked.Body.Member("input")?.Member("converse") is { } counted ? BedrockStrictness.Refuse(counted, foreignSignatures: false) : BedrockErrors.Invalid("The sandbox counts what input.converse holds, and nothing else.");
}
