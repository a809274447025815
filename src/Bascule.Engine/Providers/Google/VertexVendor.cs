using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Gemini;

namespace Bascule.Engine.Providers.Google;

/// <summary>Gemini on Vertex AI: project and location stand in the path, unless the address holds them. With a key alone it is Google's express mode, which knows neither.</summary>
internal sealed class VertexVendor : Vendor
{
    public static VertexVendor Instance { get; } = new();

    public override IDialect Dialect => GeminiDialect.Instance;

    public override string? SignaturesOf(ProviderOptions options, string dialect) => dialect == GeminiDialect.Instance.Name ? "google" : null;

    public override string ChatAddress(ProviderOptions options, in ChatAsk ask)
    {
        var root = options.BaseUrl.AbsoluteUri.TrimEnd('/');
        if (!root.Contains("/projects/", StringComparison.Ordinal) && !root.Contains("/publishers/", StringComparison.Ordinal))
        {
            root += GoogleAddress.EndsInVersion(root) ? "" : "/v1";
            root += options is { Project: { } project, Location: { } location } ? $"/projects/{Uri.EscapeDataString(project)}/locations/{Uri.EscapeDataString(location)}" : "";
        }

        var upstream = ask.Upstream;
        if (upstream.StartsWith("publishers/", StringComparison.Ordinal) || upstream.StartsWith("endpoints/", StringComparison.Ordinal))
        {
            return GoogleAddress.Of(root, upstream, ask);
        }

        root += root.Contains("/publishers/", StringComparison.Ordinal) ? "" : "/publishers/google";
        return GoogleAddress.Of(root, "models/" + upstream, ask);
    }

    public override void Sign(HttpRequestMessage request, ProviderOptions options) => GoogleAddress.Sign(request, options);
}
