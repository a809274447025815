using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Tests.Providers;

/// <summary>Where a chat is posted, and with which credential.</summary>
public sealed class AddressTests
{
    [Theory]
    [InlineData("https://api.mistral.ai", "https://api.mistral.ai/v1/chat/completions")]
    [InlineData("https://api.mistral.ai/v1", "https://api.mistral.ai/v1/chat/completions")]
    [InlineData("http://proxy.lan/mistral/v1/", "http://proxy.lan/mistral/v1/chat/completions")]
    public void Mistral_Address_HasItsVersionOnce(string root, string expected) => Assert.Equal(expected, Address("mistral", root));

    [Theory]
    [InlineData("https://a.openai.azure.com", null, "openai-chat", null, "https://a.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://a.openai.azure.com/openai/v1/", null, "openai-chat", null, "https://a.openai.azure.com/openai/v1/chat/completions")]
    [InlineData("https://a.openai.azure.com/", "2024-10-21", "openai-chat", null, "https://a.openai.azure.com/openai/deployments/gpt%205/chat/completions?api-version=2024-10-21")]
    [InlineData("https://a.openai.azure.com/openai/deployments/x", "2024-10-21", "openai-chat", "?api-version=old&z=1", "https://a.openai.azure.com/openai/deployments/gpt%205/chat/completions?api-version=2024-10-21&z=1")]
    [InlineData("https://a.openai.azure.com", null, "openai-responses", null, "https://a.openai.azure.com/openai/v1/responses")]
    [InlineData("https://a.openai.azure.com", "2025-04-01-preview", "openai-responses", null, "https://a.openai.azure.com/openai/responses?api-version=2025-04-01-preview")]
    [InlineData("https://a.services.ai.azure.com/models", "2024-05-01-preview", "openai-chat", null, "https://a.services.ai.azure.com/models/chat/completions?api-version=2024-05-01-preview")]
    [InlineData("https://openai.lan/azure", null, "openai-chat", null, "https://openai.lan/azure/openai/v1/chat/completions")]
    public void Azure_Address_NamesTheDeploymentOrTheVersionlessApi(string root, string? version, string wire, string? query, string expected) =>
        Assert.Equal(expected, Address("azure-openai", root, version, new ChatAsk(wire, "gpt 5", true, query)));

    [Theory]
    [InlineData("https://bedrock-runtime.us-east-1.amazonaws.com", "amazon.nova-lite-v1:0", false, "https://bedrock-runtime.us-east-1.amazonaws.com/model/amazon.nova-lite-v1%3A0/converse")]
    [InlineData("https://proxy.lan/aws/", "arn:aws:bedrock:us-east-1:1:inference-profile/x", true, "https://proxy.lan/aws/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A1%3Ainference-profile%2Fx/converse-stream")]
    public void Bedrock_Address_EscapesTheModel(string root, string model, bool stream, string expected) =>
        Assert.Equal(expected, new Uri(Address("bedrock", root, null, new ChatAsk("bedrock", model, stream, null))).AbsoluteUri);

    [Theory]
    [InlineData("https://api.cohere.com", "https://api.cohere.com/v2/chat")]
    [InlineData("https://api.cohere.com/v1/", "https://api.cohere.com/v2/chat")]
    public void Cohere_Address_IsOfTheSecondVersion(string root, string expected) => Assert.Equal(expected, Address("cohere", root));

    [Theory]
    [InlineData("azure-openai", "https://a.openai.azure.com", "openai-chat", "/embeddings", ErrandKind.Embeddings, "https://a.openai.azure.com/openai/v1/embeddings")]
    [InlineData("mistral", "https://api.mistral.ai", "openai-chat", "/embeddings", ErrandKind.Embeddings, "https://api.mistral.ai/v1/embeddings")]
    [InlineData("cohere", "https://api.cohere.com", "cohere", "/v2/embed", ErrandKind.Embeddings, "https://api.cohere.com/v2/embed")]
    [InlineData("cohere", "https://api.cohere.com", "openai-chat", "/rerank", ErrandKind.Rerank, "https://api.cohere.com/v2/rerank")]
    [InlineData("cohere", "https://api.cohere.com", "openai-chat", "/moderations", ErrandKind.Moderations, null)]
    [InlineData("bedrock", "https://bedrock-runtime.us-east-1.amazonaws.com", "openai-chat", "/embeddings", ErrandKind.Embeddings, null)]
    public void Errand_Address_IsWhereTheVendorHasIt(string dialect, string root, string wire, string path, ErrandKind kind, string? expected) =>
        Assert.Equal(expected, Vendor.For(dialect)!.ErrandAddress(Options(dialect, root), new ErrandAsk(kind, wire, path, "m", null)));

    [Fact]
    public void Azure_Key_StandsInItsOwnHeader()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "https://a.openai.azure.com");
        Vendor.For("azure-openai")!.Sign(request, Options("azure-openai", "https://a.openai.azure.com") with { ApiKey = "k" });
        Assert.Equal("k", request.Headers.GetValues("api-key").Single());
        Assert.Null(request.Headers.Authorization);
    }

    private static string Address(string dialect, string root, string? version = null, ChatAsk? ask = null) =>
        Vendor.For(dialect)!.ChatAddress(Options(dialect, root) with { ApiVersion = version }, ask ?? new ChatAsk(dialect, "m", false, null));

    private static ProviderOptions Options(string dialect, string root) => new() { Name = "p", Dialect = dialect, BaseUrl = new Uri(root) };
}
