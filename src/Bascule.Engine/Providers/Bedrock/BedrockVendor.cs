using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Bedrock;

namespace Bascule.Engine.Providers.Bedrock;

/// <summary>Amazon Bedrock's runtime. A key of its own goes as a bearer token; without one the request is signed with the account's credentials.</summary>
internal sealed class BedrockVendor : Vendor
{
    public static BedrockVendor Instance { get; } = new();

    public override IDialect Dialect => BedrockDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => BedrockDialect.Signer;

    /// <summary>A model's id may hold colons, an inference profile's ARN slashes: both are escaped.</summary>
    public override string ChatAddress(ProviderOptions options, in ChatAsk ask) =>
        $"{options.BaseUrl.AbsoluteUri.TrimEnd('/')}/model/{Uri.EscapeDataString(ask.Upstream)}/{(ask.Stream ? "converse-stream" : "converse")}";

    public override void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("authorization", "Bearer " + options.ApiKey);
        }
    }
}
