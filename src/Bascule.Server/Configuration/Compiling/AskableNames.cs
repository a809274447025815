namespace Bascule.Server.Configuration.Compiling;

/// <summary>The names that a key may be allowed to ask for.</summary>
internal sealed record AskableNames(IReadOnlyCollection<string> Routes, IReadOnlyCollection<string> Deployments, IReadOnlyCollection<string> Providers)
{
    public IEnumerable<string> Known => [.. Routes, .. Deployments, .. Providers.Select(name => name + "/*")];

    public static AskableNames Of(BasculeConfig config) => new(
        [.. config.Routes.Select(route => route.Name)], [.. config.Deployments.Select(deployment => deployment.Name)], [.. config.Providers.Select(provider => provider.Name)]);

    /// <summary>A route, a deployment, <c>PROVIDER/...</c>, or a pattern that one of them matches.</summary>
    public bool Exists(string name)
    {
        if (name == "*" || Routes.Contains(name) || Deployments.Contains(name))
        {
            return true;
        }

        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash > 0 && Providers.Contains(name[..slash]))
        {
            return slash < name.Length - 1;
        }

        return name.EndsWith('*') && Known.Any(known => known.StartsWith(name[..^1], StringComparison.Ordinal));
    }
}
