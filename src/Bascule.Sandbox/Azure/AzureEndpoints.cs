using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.OpenAiTasks;
using Bascule.Sandbox.Responses;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Azure;

/// <summary>What is served of Azure OpenAI: the deployments, and the newer addresses that are OpenAI's own below a root.</summary>
internal static class AzureEndpoints
{
    public const string Root = "/openai";

    public static AzureVendor Vendor { get; } = new();

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat($"{Root}/deployments/{{model}}/chat/completions", Vendor) with { Applies = HasVersion },
        ServedEndpoint.Task($"{Root}/deployments/{{model}}/embeddings", Vendor, Embeddings.Errand) with { Applies = HasVersion },
        ServedEndpoint.Chat($"{Root}/v1/chat/completions", Vendor),
        ServedEndpoint.Task($"{Root}/v1/embeddings", Vendor, Embeddings.Errand),
        ServedEndpoint.Get($"{Root}/v1/models", Vendor, OpenAiModels.List),
        .. ResponsesEndpoints.All($"{Root}/v1"),
        .. ResponsesEndpoints.All(Root),
    ];

    /// <summary>Without its version an address is not found.</summary>
    private static bool HasVersion(HttpRequest request) => request.Query.ContainsKey("api-version");
}
