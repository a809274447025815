using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Cohere;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Providers.Cohere;

/// <summary>Cohere's own API, version 2. Its SDK takes the address without a version; one that stands there is replaced.</summary>
internal sealed class CohereVendor : Vendor
{
    public static CohereVendor Instance { get; } = new();

    public override IDialect Dialect => CohereDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => Root(options) + "/v2/chat";

    public override IEmbeddingDialect? Embeddings => CohereEmbeddings.Instance;

    /// <summary>Its rerank is the shape that all others copied.</summary>
    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) => ask switch
    {
        { Dialect: CohereDialect.DialectName } => Root(options) + ask.Path,
        { Kind: ErrandKind.Rerank } => Root(options) + "/v2/rerank",
        _ => null,
    };

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + options.ApiKey);
        }
    }

    private static string Root(ProviderOptions options)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        return root.EndsWith("/v2", StringComparison.Ordinal) || root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root;
    }
}
