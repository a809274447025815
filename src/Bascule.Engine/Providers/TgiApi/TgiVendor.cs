using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Tgi;

namespace Bascule.Engine.Providers.TgiApi;

/// <summary>
/// Text Generation Inference asked in its own words: <c>/generate</c> at a server's root, or, where many models stand behind one address (<c>.../models</c>), the model's own address below it.
/// </summary>
internal sealed class TgiVendor : Vendor
{
    public static TgiVendor Instance { get; } = new();

    public override IDialect Dialect => TgiDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        if (root.EndsWith("/models", StringComparison.Ordinal))
        {
            return $"{root}/{string.Join('/', ask.Upstream.Split('/').Select(Uri.EscapeDataString))}";
        }

        return options.BaseUrl.AbsolutePath.Contains("/models/", StringComparison.Ordinal) ? root : root + (ask.Stream ? "/generate_stream" : "/generate");
    }

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => OpenAi.OpenAiCompatible.Chat.Sign(request, options);
}
