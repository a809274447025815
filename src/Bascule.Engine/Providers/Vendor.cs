namespace Bascule.Engine.Providers;

/// <summary>How a kind of provider is called: address and credentials. Refusals and renames are data in the catalog, not code here.</summary>
public abstract class Vendor
{
    /// <summary>Whose reasoning signatures it takes, or null.</summary>
    public abstract string? SignaturesOf { get; }

    /// <summary>The absolute address of the chat endpoint.</summary>
    public abstract string ChatAddress(ProviderOptions options);

    /// <summary>Adds our credentials and what the provider's own dialect demands.</summary>
    public abstract void Sign(HttpRequestMessage request, ProviderOptions options);

    /// <summary>The way to call a provider that speaks this dialect, or null where the dialect has none.</summary>
    public static Vendor? For(string dialect) => dialect switch
    {
        "openai-chat" => OpenAi.OpenAiCompatible.Instance,
        "anthropic" => AnthropicApi.AnthropicVendor.Instance,
        _ => null,
    };
}
