using Bascule.Sandbox.Anthropic;
using Bascule.Sandbox.Azure;
using Bascule.Sandbox.Bedrock;
using Bascule.Sandbox.Cohere;
using Bascule.Sandbox.Completions;
using Bascule.Sandbox.Gemini;
using Bascule.Sandbox.Mistral;
using Bascule.Sandbox.Ollama;
using Bascule.Sandbox.OpenAiChat;
using Bascule.Sandbox.OpenAiTasks;
using Bascule.Sandbox.Responses;
using Bascule.Sandbox.Tgi;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox;

/// <summary>The table of everything one sandbox serves; each dialect brings its lines.</summary>
internal sealed class SandboxEndpoints
{
    /// <summary>Whose words an address is refused in that nobody serves, by how its path begins.</summary>
    private static readonly (string Prefix, IVendor Vendor)[] Owners =
    [
        ("/v1/messages", AnthropicEndpoints.Vendor),
        ("/v1beta", GeminiEndpoints.Vendor),
        ("/v1/projects", GeminiEndpoints.Vendor),
        (MistralEndpoints.Root, MistralEndpoints.Vendor),
        ("/api", OllamaEndpoints.Vendor),
        ("/model", BedrockEndpoints.Vendor),
        ("/v2", CohereEndpoints.Vendor),
        ("/models", TgiEndpoints.Vendor),
        (AzureEndpoints.Root, AzureEndpoints.Vendor),
    ];

    /// <summary>The first that fits answers.</summary>
    public IReadOnlyList<ServedEndpoint> All { get; } =
    [
        .. AnthropicEndpoints.All(),
        .. OpenAiEndpoints.All(),
        .. ResponsesEndpoints.All(),
        .. GeminiEndpoints.All(),
        .. MistralEndpoints.All(),
        .. OllamaEndpoints.All(),
        .. BedrockEndpoints.All(),
        .. CohereEndpoints.All(),
        .. TgiEndpoints.All(),
        .. AzureEndpoints.All(),
        .. CompletionsEndpoints.All(),
        .. OpenAiTaskEndpoints.All(),
    ];

    public IVendor OwnerOf(HttpRequest request) =>
        AnthropicEndpoints.Speaks(request) ? AnthropicEndpoints.Vendor
            : Owners.FirstOrDefault(owner => request.Path.StartsWithSegments(owner.Prefix)).Vendor ?? OpenAiEndpoints.Vendor;
}
