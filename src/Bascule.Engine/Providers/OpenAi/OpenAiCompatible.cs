using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Ollama;
using Bascule.Engine.Dialects.OpenAiChat;
using Bascule.Engine.Dialects.OpenAiCompletions;
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

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        return ask.Dialect switch
        {
            OpenAiResponsesDialect.DialectName => root + "/responses",
            OpenAiCompletionsDialect.DialectName => root + "/completions",
            OllamaDialect.DialectName => WithoutVersion(root) + OllamaDialect.Instance.ChatPath,
            OllamaGenerateDialect.DialectName => WithoutVersion(root) + OllamaGenerateDialect.Instance.ChatPath,
            _ => root + "/chat/completions",
        } + ask.Query;
    }

    public override IEmbeddingDialect? Embeddings => OpenAiEmbeddings.Instance;

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) =>
        ask.Dialect == OpenAiChatDialect.DialectName || (ask.Dialect == OpenAiResponsesDialect.DialectName && SpeaksResponses(options))
            ? options.BaseUrl.AbsoluteUri.TrimEnd('/') + ask.Path + ask.Query
            : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + options.ApiKey);
        }
    }

    private bool SpeaksResponses(ProviderOptions options) =>
        Dialect.Name == OpenAiResponsesDialect.DialectName || options.Speaks.Any(spoken => spoken.Split(' ')[0] == OpenAiResponsesDialect.DialectName);

    /// <summary>Ollama's own paths stand beside <c>/v1</c>, not below it.</summary>
    private static string WithoutVersion(string root) => root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root;
}
