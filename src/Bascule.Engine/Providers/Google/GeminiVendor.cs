using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Gemini;

namespace Bascule.Engine.Providers.Google;

/// <summary>Google's Gemini API. Its SDK takes the address without <c>/v1beta</c>; both spellings work, and another version that the address names stays.</summary>
internal sealed class GeminiVendor : Vendor
{
    public static GeminiVendor Instance { get; } = new();

    public override IDialect Dialect => GeminiDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => dialect == GeminiDialect.Instance.Name ? "google" : null;

    public override IEmbeddingDialect? Embeddings => GeminiEmbeddings.Instance;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => GoogleAddress.Of(Root(options), ModelOf(ask.Upstream), ask);

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) =>
        ask.Dialect == Dialect.Name ? GoogleAddress.Of(Root(options), ModelOf(ask.Upstream), ask.Path + ask.Query) : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => GoogleAddress.Sign(request, options);

    private static string Root(ProviderOptions options)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        return GoogleAddress.EndsInVersion(root) ? root : root + "/v1beta";
    }

    private static string ModelOf(string upstream) =>
        upstream.StartsWith("models/", StringComparison.Ordinal) || upstream.StartsWith("tunedModels/", StringComparison.Ordinal) ? upstream : "models/" + upstream;
}
