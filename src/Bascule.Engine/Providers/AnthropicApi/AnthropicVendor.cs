using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Anthropic;

namespace Bascule.Engine.Providers.AnthropicApi;

/// <summary>Anthropic's own API. Its SDK takes the address without <c>/v1</c>; both spellings work.</summary>
internal sealed class AnthropicVendor : Vendor
{
    /// <summary>The version sent where the caller sends none: the only one there has been since 2023.</summary>
    private const string DefaultVersion = "2023-06-01";

    public static AnthropicVendor Instance { get; } = new();

    public override IDialect Dialect => AnthropicDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => "anthropic";

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) => Root(options) + "/v1/messages" + ask.Query;

    public override string? ErrandAddress(ProviderOptions options, in ErrandAsk ask) => ask.Dialect == Dialect.Name ? Root(options) + ask.Path + ask.Query : null;

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (!request.Headers.Contains("anthropic-version"))
        {
            request.Headers.TryAddWithoutValidation("anthropic-version", DefaultVersion);
        }

        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("x-api-key", options.ApiKey);
        }
    }

    private static string Root(ProviderOptions options)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        return root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root;
    }
}
