using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Providers.Azure;

/// <summary>
/// OpenAI's models at Azure. With an <c>api_version</c> the address names the deployment; without one it is the versionless <c>/openai/v1</c>, where the body does.
/// A base address that ends in <c>/models</c> is Azure AI's, where other vendors' models are.
/// </summary>
internal sealed class AzureOpenAi : Vendor
{
    private const string Responses = "openai-responses";

    public static AzureOpenAi Instance { get; } = new();

    public override IDialect Dialect => OpenAiChatDialect.Instance;

    public override IReadOnlyList<string> Speaks { get; } = [Responses];

    public override string? SignaturesOf(ProviderOptions options, string dialect) => dialect == Responses ? "openai" : null;

    public override IEmbeddingDialect? Embeddings => OpenAiEmbeddings.Instance;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => ask.Dialect != Responses
        ? Address(options, "/chat/completions", ask.Upstream, ask.Query)
        : Root(options) + (options.ApiVersion is null ? "/openai/v1/responses" : "/openai/responses") + Query(options.ApiVersion, ask.Query);

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) =>
        ask.Dialect == Dialect.Name ? Address(options, ask.Path, ask.Upstream, ask.Query) : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("api-key", options.ApiKey);
        }
    }

    private static string Address(ProviderOptions options, string path, string upstream, string? query)
    {
        var root = Root(options);
        var before = root.EndsWith("/models", StringComparison.Ordinal) ? "" : options.ApiVersion is null ? "/openai/v1" : $"/openai/deployments/{Uri.EscapeDataString(upstream)}";
        return root + before + path + Query(options.ApiVersion, query);
    }

    /// <summary>The address before <c>/openai</c>: the portal shows it in several lengths.</summary>
    private static string Root(ProviderOptions options)
    {
        var address = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        var at = address.IndexOf("/openai", address.IndexOf("://", StringComparison.Ordinal) + 3, StringComparison.Ordinal);
        return at < 0 || (at + 7 < address.Length && address[at + 7] != '/') ? address : address[..at];
    }

    /// <summary>The operator's version stands in the place of a caller's.</summary>
    private static string Query(string? version, string? callers)
    {
        var pairs = (callers ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Where(pair => !pair.StartsWith("api-version=", StringComparison.OrdinalIgnoreCase));
        var all = string.Join('&', version is null ? pairs : pairs.Prepend("api-version=" + Uri.EscapeDataString(version)));
        return all.Length == 0 ? "" : "?" + all;
    }
}
