using System.Text.RegularExpressions;

namespace Bascule.Engine.Providers.Google;

/// <summary>What Google's two services share: a method behind the model's name, and the key in a header.</summary>
internal static partial class GoogleAddress
{
    /// <summary>The address of a chat below a root. A stream is asked for as events, unless the caller of the same dialect said himself how he wants it.</summary>
    public static string Of(string root, string model, in ChatAsk ask) =>
        Of(root, model, (ask.Stream ? ":streamGenerateContent" : ":generateContent") + (ask.Query ?? (ask.Stream ? "?alt=sse" : "")));

    /// <summary>The address of another method, its query with it.</summary>
    public static string Of(string root, string model, string method) => $"{root}/{string.Join('/', model.Split('/').Select(Uri.EscapeDataString))}{method}";

    public static bool EndsInVersion(string root) => Version().IsMatch(root);

    public static void Sign(HttpRequestMessage request, ProviderOptions options)
    {
        if (options.ApiKey.Length > 0)
        {
            request.Headers.TryAddWithoutValidation("x-goog-api-key", options.ApiKey);
        }
    }

    [GeneratedRegex(@"/v\d+[a-z0-9]*$", RegexOptions.CultureInvariant)]
    private static partial Regex Version();
}
