namespace Bascule.Engine.Providers.OpenAi;

/// <summary>OpenAI and everything that speaks its chat shape below a base address: most vendors and every engine.</summary>
internal sealed class OpenAiCompatible : Vendor
{
    public static OpenAiCompatible Instance { get; } = new();

    public override string? SignaturesOf => null;

    public override string ChatAddress(ProviderOptions options) => options.BaseUrl.AbsoluteUri.TrimEnd('/') + "/chat/completions";

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + options.ApiKey);
        }
    }
}
