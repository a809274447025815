using Bascule.Engine.Providers;
using Bascule.Server.Configuration;

namespace Bascule.Server.Rules;

/// <summary>What <c>server.egress: deny</c> means for each provider, and what is said of it at start.</summary>
internal static class Egress
{
    /// <summary>Why no request may go to a provider; none: it may be contacted.</summary>
    public static IReadOnlyList<string> Bar(ProviderOptions provider) => provider is { Confined: true, Hosting: not "self" } ? ["server.egress is deny and its hosting is vendor"] : [];

    /// <summary>What may be contacted, and what never is.</summary>
    public static IReadOnlyList<string> Notices(BasculeConfig config)
    {
        if (!config.Server.EgressDenied)
        {
            return [];
        }

        string[] open = [.. config.Providers.Where(provider => Bar(provider).Count == 0).Select(provider => $"{provider.Name} ({Door.NameOf(provider.BaseUrl)})"), .. config.Server.EgressAllow, .. config.Storage.Database.Server is { } server ? [$"the database ({server})"] : Array.Empty<string>(), .. config.Storage.Shared is { } shared ? [$"the Redis ({shared})"] : Array.Empty<string>()];
        string[] never = [.. config.Providers.Where(provider => Bar(provider).Count > 0).Select(provider => $"{provider.Name} ({Door.NameOf(provider.BaseUrl)})"), "the URLs of callers", "the clouds' sign-ins", "anything else"];
        return [$"Egress is denied. Only these are contacted: {(open.Length == 0 ? "none" : string.Join(", ", open))}. Never: {string.Join(", ", never)}."];
    }
}
