using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.OpenAiChat;

namespace Bascule.Engine.Providers.OpenAi;

/// <summary>OpenAI and everything that speaks its chat shape below a base address: most vendors and every engine.</summary>
internal sealed class OpenAiCompatible : Vendor
{
    public static OpenAiCompatible Instance { get; } = new();

    public override IDialect Dialect => OpenAiChatDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions" + ask.Query;

    public override IEmbeddingDialect? Embeddings => OpenAiEmbeddings.Instance;

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) =>
        ask.Dialect == Dialect.Name ? options.BaseUrl.AbsoluteUri.TrimEnd('/') + ask.Path + ask.Query : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + options.ApiKey);
        }
    }
}
