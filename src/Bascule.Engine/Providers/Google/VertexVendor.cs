using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Gemini;

namespace Bascule.Engine.Providers.Google;

/// <summary>Gemini on Vertex AI: project and location stand in the path, unless the address holds them. With a key alone it is Google's express mode, which knows neither.</summary>
internal sealed class VertexVendor : Vendor
{
    public static VertexVendor Instance { get; } = new();

    public override IDialect Dialect => GeminiDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => dialect == GeminiDialect.Instance.Name ? "google" : null;

    public override IEmbeddingDialect? Embeddings => VertexEmbeddings.Instance;

    /// <summary>The second Gemini embedding model is asked as Google's other service is, but for batches.</summary>
    public override IEmbeddingDialect? EmbeddingsOf(string upstream) => upstream.StartsWith("gemini-embedding-2", StringComparison.Ordinal) ? GeminiEmbeddings.OneByOne : Embeddings;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask)
    {
        var (root, model) = Place(options, ask.Upstream);
        return GoogleAddress.Of(root, model, ask);
    }

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask)
    {
        var (root, model) = Place(options, ask.Upstream);
        return ask.Dialect == Dialect.Name || ask.Dialect == VertexEmbeddings.Instance.Name ? GoogleAddress.Of(root, model, ask.Path + ask.Query) : null;
    }

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => GoogleAddress.Sign(request, options);

    private static (string Root, string Model) Place(ProviderOptions options, string upstream)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        if (!root.Contains("/projects/", StringComparison.Ordinal) && !root.Contains("/publishers/", StringComparison.Ordinal))
        {
            root += GoogleAddress.EndsInVersion(root) ? "" : "/v1";
            root += options is { Project: { } project, Location: { } location } ? $"/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(location)}" : "";
        }

        if (upstream.StartsWith("publishers/", StringComparison.Ordinal) || upstream.StartsWith("endpoints/", StringComparison.Ordinal))
        {
            return (root, upstream);
        }

        root += root.Contains("/publishers/", StringComparison.Ordinal) ? "" : "/publishers/google";
        return (root, "models/" + upstream);
    }
}
