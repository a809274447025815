using Bascule.Sandbox.Wire;

namespace Bascule.Sandbox.OpenAiChat;

/// <summary>What is served of OpenAI's chat completions and model list.</summary>
internal static class OpenAiEndpoints
{
    public static OpenAiVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat("/v1/chat/completions", Vendor),
        ServedEndpoint.Get("/v1/models", Vendor, OpenAiModels.List),
        ServedEndpoint.GetModel("/v1/models/{model}", Vendor, model => Json.Bytes(OpenAiModels.One(model))),
    ];
}
