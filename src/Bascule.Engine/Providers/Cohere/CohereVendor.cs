using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Cohere;

namespace Bascule.Engine.Providers.Cohere;

/// <summary>Cohere's own API, version 2. Its SDK takes the address without a version; one that stands there is replaced.</summary>
internal sealed class CohereVendor : Vendor
{
    public static CohereVendor Instance { get; } = new();

    public override IDialect Dialect => CohereDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        root = root.EndsWith("/v2", StringComparison.Ordinal) || root.EndsWith("/v1", StringComparison.Ordinal) ? root[..^3] : root;
        return root + "/v2/chat";
    }

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + options.ApiKey);
        }
    }
}
