using System.Text.Json.Nodes;
using Bascule.Sandbox.Lineup;
using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.Tgi;

/// <summary>What is served of Text Generation Inference; an engine serves one model, and where many stand behind one address the path names it.</summary>
internal static class TgiEndpoints
{
    private const string Only = "sandbox-open";

    public static TgiVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat("/generate", Vendor, streams: false, only: Only),
        ServedEndpoint.Chat("/generate_stream", Vendor, streams: true, only: Only),
        ServedEndpoint.Chat("/models/{model}", new TgiVendor(listed: true)),
        ServedEndpoint.Get("/info", Vendor, Info),
        ServedEndpoint.Get("/health", Vendor, static () => []),
    ];

    private static byte[] Info()
    {
        var model = SandboxModel.Find(Only)!;
        return Json.Bytes(new JsonObject { ["model_id"] = model.Id, ["max_total_tokens"] = model.ContextWindow, ["max_input_tokens"] = model.ContextWindow - 1, ["max_stop_sequences"] = 4, ["version"] = "3.0.0" });
    }
}
