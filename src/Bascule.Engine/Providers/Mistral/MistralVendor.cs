using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Mistral;

namespace Bascule.Engine.Providers.Mistral;

/// <summary>Mistral's own API. Its SDK takes the address without <c>/v1</c>; both spellings work.</summary>
internal sealed class MistralVendor : Vendor
{
    public static MistralVendor Instance { get; } = new();

    public override IDialect Dialect => MistralDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    /// <summary>Only its chats differ from OpenAI's enough to be a dialect of their own.</summary>
    public override IEmbeddingDialect? Embeddings => OpenAiEmbeddings.Instance;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => Root(options) + "/chat/completions" + ask.Query;

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) => ask.Dialect == OpenAiEmbeddings.Instance.Name ? Root(options) + ask.Path + ask.Query : null;

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
        return root.EndsWith("/v1", StringComparison.Ordinal) ? root : root + "/v1";
    }
}
