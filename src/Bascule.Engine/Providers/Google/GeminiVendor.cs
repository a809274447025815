using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Gemini;

namespace Bascule.Engine.Providers.Google;

/// <summary>Google's Gemini API. Its SDK takes the address without <c>/v1beta</c>; both spellings work, and another version that the address names stays.</summary>
internal sealed class GeminiVendor : Vendor
{
    public static GeminiVendor Instance { get; } = new();

    public override IDialect Dialect => GeminiDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => dialect == GeminiDialect.Instance.Name ? "google" : null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        var versioned = GoogleAddress.EndsInVersion(root) ? root : root + "/v1beta";
        var model = ask.Upstream.StartsWith("models/", StringComparison.Ordinal) || ask.Upstream.StartsWith("tunedModels/", StringComparison.Ordinal) ? ask.Upstream : "models/" + ask.Upstream;
        return GoogleAddress.Of(versioned, model, ask);
    }

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => GoogleAddress.Sign(request, options);
}
