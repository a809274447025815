using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Ollama;

namespace Bascule.Engine.Providers.OllamaApi;

/// <summary>Ollama asked in its own words, below the root of its address. A key is sent where one is given: the hosted service wants it, a server of one's own none.</summary>
internal sealed class OllamaVendor : Vendor
{
    public static OllamaVendor Instance { get; } = new();

    public override IDialect Dialect => OllamaDialect.Instance;

    public override IReadOnlyList<string> Speaks { get; } = [OllamaGenerateDialect.DialectName];

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) =>
        options.BaseUrl.AbsoluteUri.TrimEnd('/') + (ask.Dialect == OllamaGenerateDialect.DialectName ? OllamaGenerateDialect.Instance : (ICallerDialect)OllamaDialect.Instance).ChatPath + ask.Query;

    public override IEmbeddingDialect? Embeddings => OllamaEmbeddings.Instance;

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) =>
        ask.Path.StartsWith("/api/", StringComparison.Ordinal) ? options.BaseUrl.AbsoluteUri.TrimEnd('/') + ask.Path + ask.Query : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => OpenAi.OpenAiCompatible.Chat.Sign(request, options);
}
