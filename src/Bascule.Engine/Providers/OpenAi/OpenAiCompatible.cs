using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.OpenAiResponses;

namespace Bascule.Engine.Providers.OpenAi;

/// <summary>OpenAI and everything that speaks its shapes below a base address: most vendors and every engine.</summary>
internal sealed class OpenAiCompatible : Vendor
{
    private OpenAiCompatible(IDialect dialect) => Dialect = dialect;

    public static OpenAiCompatible Chat { get; } = new(OpenAiChatDialect.Instance);

    public static OpenAiCompatible Responses { get; } = new(OpenAiResponsesDialect.Instance);

    public override IDialect Dialect { get; }

    /// <summary>Encrypted reasoning is its maker's: the vendor's where it is known, else this one address's.</summary>
    public override string? SignaturesOf(ProviderOptions options, string dialect) => dialect == OpenAiResponsesDialect.DialectName ? options.Vendor ?? options.Name : null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) =>
        options.BaseUrl.AbsoluteUri.TrimEnd('/') + (ask.Dialect == OpenAiResponsesDialect.DialectName ? "/responses" : "/chat/completions") + ask.Query;

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
