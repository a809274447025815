using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Providers;
using Bascule.Engine.Routing;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads a route's <c>cache.semantic</c>, and holds its embedder and its judge against what there is.</summary>
internal sealed class SemanticReader(ProblemList problems, Names names)
{
    /// <param name="cache">The route's <c>cache</c>.</param>
    /// <param name="path">Its own: <c>routes.NAME.cache</c>.</param>
    public SemanticOptions? Read(ConfigNode cache, string path)
    {
        if (cache.Set("semantic") is not { Kind: NodeKind.Map } semantic)
        {
            return null;
        }

        path += ".semantic";
        if (semantic.IsMissing("embedder"))
        {
            problems.Error(semantic, path, "nothing says who makes the vectors", "write embedder: PROVIDER/MODEL, such as openai/text-embedding-3-small");
        }

        var embedder = Deployment(semantic, "embedder", path);
        var judge = Deployment(semantic, "judge", path);
        if (embedder is not null && names.Find(embedder) is var (deployment, _) && names.ProviderOf(embedder) is { } provider && !Embeds(provider, deployment.Upstream))
        {
            problems.Error(semantic["embedder"]!, $"{path}.embedder", $"the provider '{Shown.Short(provider.Name)}' makes no vectors", "name an embedding model, such as openai/text-embedding-3-small", Shown.Value(semantic["embedder"]!));
        }

        return embedder is null ? null : new SemanticOptions
        {
            Embedder = embedder,
            Judge = judge,
            MinSimilarity = (double)(semantic.NumberAt("min_similarity") ?? 0.95m),
            MaxFalseHits = (double)(semantic.NumberAt("max_false_hits") ?? 0.01m),
            CheckShare = (double)(semantic.NumberAt("check_share") ?? 0.1m),
            Timeout = semantic.DurationAt("timeout") ?? SemanticOptions.DefaultTimeout,
        };
    }

    private string? Deployment(ConfigNode semantic, string key, string path) =>
        semantic.Set(key) is { Kind: NodeKind.Text } named && names.Resolve(named, $"{path}.{key}", isGlob: false) ? named.Text : null;

    private static bool Embeds(ProviderOptions provider, string upstream)
    {
        if (Vendor.For(provider.Dialect) is not { } vendor)
        {
            return true;    // said elsewhere
        }

        var own = vendor.EmbeddingsOf(upstream);
        var ask = own is null
            ? new ErrandAsk(ErrandKind.Embeddings, ErrandSet.OpenAiEmbed.Dialect, ErrandSet.OpenAiEmbed.Path, upstream, null)
            : new ErrandAsk(ErrandKind.Embeddings, own.Name, own.Path, upstream, null);
        return vendor.ErrandAddress(provider, ask) is not null;
    }
}
