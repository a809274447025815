using System.Text.Json.Nodes;
using Bascule.Sandbox.Wire;
using Microsoft.AspNetCore.Http;

namespace Bascule.Sandbox.Anthropic;

/// <summary>What is served of Anthropic's messages.</summary>
internal static class AnthropicEndpoints
{
    public static AnthropicVendor Vendor { get; } = new();

    /// <summary>The model list shares its path with OpenAI's; the header tells whose is asked for.</summary>
    public static bool Speaks(HttpRequest request) => request.Headers.ContainsKey("anthropic-version");

    public static IEnumerable<ServedEndpoint> All() =>
    [
        ServedEndpoint.Chat("/v1/messages", Vendor),
        ServedEndpoint.Task("/v1/messages/count_tokens", Vendor, new Errand(Refuse, (asked, model) =>
            Json.Bytes(new JsonObject { ["input_tokens"] = AnthropicReader.Read(asked.Body, model).InputTokens }))),
        ServedEndpoint.Get("/v1/models", Vendor, AnthropicModels.List) with { Applies = Speaks },
        ServedEndpoint.GetModel("/v1/models/{model}", Vendor, model => Json.Bytes(AnthropicModels.One(model))) with { Applies = Speaks },
    ];

    private static Refusal? Refuse(Asked asked) => AnthropicStrictness.Refuse(asked.Body, AnthropicTerms.Of(asked.Headers) with { Counts = true });
}
