using System.Text.RegularExpressions;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Mends what operators paste as a base URL: a trailing slash, a doubled version, the endpoint itself.</summary>
internal static partial class BaseUrls
{
    /// <summary>The root below which the dialect's paths stand, without a trailing slash in its path.</summary>
    public static Uri Mend(Uri url, string dialect, KnownEngine? engine)
    {
        var path = DoubledVersion().Replace(url.AbsolutePath.TrimEnd('/'), "$1");
        if (dialect == "anthropic")
        {
            // Anthropic's SDK takes the address without the version and adds /v1/messages itself.
            path = path.EndsWith("/v1/messages", StringComparison.Ordinal) ? path[..^12] : path.EndsWith("/v1", StringComparison.Ordinal) ? path[..^3] : path;
        }
        else if (dialect is "ollama" or "tgi")
        {
            // Both stand at the server's root, whatever path of theirs was pasted.
            path = (dialect == "tgi" ? TgiPaths() : OllamaPaths()).Replace(path, "", 1);
        }
        else if (dialect == "gemini")
        {
            path = path.EndsWith("/models", StringComparison.Ordinal) ? path[..^7] : path;
        }
        else if (path.EndsWith("/chat/completions", StringComparison.Ordinal))
        {
            path = path[..^17];
        }

        if (engine is not null && dialect == "openai-chat" && !EndsInVersion().IsMatch(path))
        {
            path = (engine.Id == "ollama" && path.EndsWith("/api", StringComparison.Ordinal) ? path[..^4] : path) + engine.BasePath;
        }

        return new UriBuilder(url) { Path = path, Query = "", Fragment = "" }.Uri;
    }

    /// <summary>Where an engine at this address says how it fares: beside the path below which it speaks, also behind a prefix.</summary>
    public static Uri? Health(Uri mended, KnownEngine? engine)
    {
        if (engine?.Health is not { } health)
        {
            return null;
        }

        var path = mended.AbsolutePath.TrimEnd('/');
        var root = path.EndsWith(engine.BasePath, StringComparison.Ordinal) ? path[..^engine.BasePath.Length] : path;
        return new UriBuilder(mended) { Path = root + health }.Uri;
    }

    [GeneratedRegex(@"(/v\d+[a-z0-9]*)(?:/*\1)+$", RegexOptions.CultureInvariant)]
    private static partial Regex DoubledVersion();

    [GeneratedRegex("(/v1(/chat/completions)?|/api(/chat|/generate)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex OllamaPaths();

    [GeneratedRegex("(/v1(/chat/completions)?|/generate(_stream)?)$", RegexOptions.CultureInvariant)]
    private static partial Regex TgiPaths();

    [GeneratedRegex(@"/v\d+[a-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex EndsInVersion();
}
