using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Embeddings;
using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Providers;

/// <summary>How a kind of provider is called: address and credentials. Refusals and renames are data in the catalog, not code here.</summary>
public abstract class Vendor
{
    /// <summary>The word for services that judge texts for guardrails and answer nobody.</summary>
    public const string Webhook = "webhook";

    private static readonly Dictionary<string, Vendor> Known = new(StringComparer.Ordinal)
    {
        ["openai-chat"] = OpenAi.OpenAiCompatible.Chat,
        ["openai-responses"] = OpenAi.OpenAiCompatible.Responses,
        ["anthropic"] = AnthropicApi.AnthropicVendor.Instance,
        ["gemini"] = Google.GeminiVendor.Instance,
        ["vertex"] = Google.VertexVendor.Instance,
        ["azure-openai"] = Azure.AzureOpenAi.Instance,
        ["mistral"] = Mistral.MistralVendor.Instance,
        ["bedrock"] = Bedrock.BedrockVendor.Instance,
        ["cohere"] = Cohere.CohereVendor.Instance,
        ["ollama"] = OllamaApi.OllamaVendor.Instance,
        ["tgi"] = TgiApi.TgiVendor.Instance,
        [Webhook] = Webhooks.WebhookVendor.Instance,
    };

    /// <summary>What <c>dialect</c> may say in a config, in the order it is listed.</summary>
    public static IReadOnlyCollection<string> Names => Known.Keys;

    /// <summary>The wire format it speaks: several ways of calling may share one (Azure's is OpenAI's, Vertex's is Gemini's).</summary>
    public abstract IDialect Dialect { get; }

    /// <summary>Further wire formats that every provider called in this way takes.</summary>
    public virtual IReadOnlyList<string> Speaks => [];

    /// <summary>Callers' requests may be sent to it.</summary>
    public virtual bool Answers => true;

    /// <summary>Whose reasoning signatures it takes in a wire format, e.g. <c>anthropic</c>; null: nobody's.</summary>
    public abstract string? SignaturesOf(ProviderOptions options, string dialect);

    /// <summary>The absolute address of a chat.</summary>
    public abstract string ChatAddress(ProviderOptions options, in ChatAsk ask);

    /// <summary>How it is asked for vectors; null: it makes none.</summary>
    public virtual IEmbeddingDialect? Embeddings => null;

    /// <summary>The same for one model, where a vendor has several ways.</summary>
    public virtual IEmbeddingDialect? EmbeddingsOf(string upstream) => Embeddings;

    /// <summary>The absolute address of what is asked besides a chat; null: it has no such endpoint.</summary>
    public virtual string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) => null;

    /// <summary>Adds our credentials and what the provider's own dialect demands. Where <see cref="ICredentials"/> sign, the key is empty.</summary>
    public abstract void Sign(HttpRequestMessage request, ProviderOptions options);

    /// <summary>The way to call a provider that speaks this dialect of the config, or null where there is none.</summary>
    public static Vendor? For(string dialect) => Known.GetValueOrDefault(dialect);
}

/// <summary>What decides a chat's address.</summary>
/// <param name="Dialect">The wire format used: the provider's own, or another that it speaks too.</param>
/// <param name="Upstream">The model's name as the provider takes it.</param>
/// <param name="Stream">Whether a stream is asked for.</param>
/// <param name="Query">The caller's own query with its <c>?</c>, empty for none, where the dialects are the same; null across dialects.</param>
public readonly record struct ChatAsk(string Dialect, string Upstream, bool Stream, string? Query);

/// <summary>What decides the address of what is asked besides a chat.</summary>
/// <param name="Dialect">The wire format used.</param>
/// <param name="Path">What that wire format puts behind the base address, or behind the model's name where it begins with a colon.</param>
/// <param name="Upstream">The model's name as the provider takes it.</param>
/// <param name="Query">The caller's own query with its <c>?</c>, empty for none, where the dialects are the same; null across dialects.</param>
public readonly record struct ErrandAsk(ErrandKind Kind, string Dialect, string Path, string Upstream, string? Query);
