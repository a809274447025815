using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Puts fallbacks behind the candidates of their routes, and makes routes of aliases.</summary>
internal sealed class LiteFallbacks(LiteRoutes routes, LiteProviders providers, NoteList notes)
{
    private readonly Dictionary<string, string> _aliases = new(StringComparer.Ordinal);

    /// <summary>Takes note of the aliases: a fallback may name one.</summary>
    public void Prepare(ConfigNode? settings)
    {
        foreach (var member in settings.At("model_group_alias").Flat())
        {
            if ((member.Value.Said() ?? member.Value.At("model").Said()) is { } target)
            {
                _aliases.TryAdd(member.Name, target);
            }
        }
    }

    public void Read(ConfigNode? settings, string path)
    {
        Lists(settings.At("fallbacks"), $"{path}.fallbacks", null);
        Lists(settings.At("context_window_fallbacks"), $"{path}.context_window_fallbacks", "they are asked after any failure, not only where a request is too long");
        Lists(settings.At("content_policy_fallbacks"), $"{path}.content_policy_fallbacks", "they are asked after any failure, not only where a content policy refuses");
        foreach (var item in settings.At("default_fallbacks").Items())
        {
            foreach (var route in routes.All.Where(route => route.Name != item.Said()).ToArray())
            {
                Append(route, item, $"{path}.default_fallbacks");
            }
        }
    }

    public void Aliases(ConfigNode? settings, string path)
    {
        foreach (var member in settings.At("model_group_alias").Flat())
        {
            var target = member.Value.Said() ?? member.Value.At("model").Said();
            if (target is null || routes.Find(target) is not { } route || member.Name.Length == 0 || member.Name.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            {
                notes.Add(member, $"{path}.model_group_alias", "what it stands for is not among the models, or the name can't be written: left out");
                continue;
            }

            if (member.Value.At("hidden").IsTrue())
            {
                notes.Add(member, $"{path}.model_group_alias", "hidden has no counterpart: /v1/models lists it for whoever may use it");
            }

            routes.Alias(member.Name, member.Line, route);
        }
    }

    private LiteRoute? Find(string name) => routes.Find(name) ?? (_aliases.TryGetValue(name, out var target) ? routes.Find(target) : null);

    private void Lists(ConfigNode? list, string path, string? note)
    {
        foreach (var member in list is { Kind: NodeKind.Map } ? list.Flat() : list.Items().SelectMany(item => item.Flat()))
        {
            var all = member.Name == "*";
            var found = all ? [.. routes.All] : Find(member.Name) is { } one ? [one] : Array.Empty<LiteRoute>();
            if (found.Length == 0)
            {
                notes.Add(member, path, "no model has this name: left out");
            }

            foreach (var route in found)
            {
                route.OnContentPolicy |= path.EndsWith(".content_policy_fallbacks", StringComparison.Ordinal);
                foreach (var item in member.Value.Items().Where(item => !all || item.Said() != route.Name))
                {
                    Append(route, item, $"{path}.{member.Name}");
                }
            }

            if (note is not null && found.Length > 0)
            {
                notes.Add(member, path, note);
            }
        }
    }

    private void Append(LiteRoute route, ConfigNode item, string path)
    {
        if (item.Said() is not { } name)
        {
            notes.Add(item.Line, path, "a fallback with settings of its own has no counterpart: give it a name in model_list");
            return;
        }

        if (Find(name) is { } other)
        {
            route.Further.AddRange(other.Own.Where(deployment => deployment.Upstream != "*" || route.Name.Contains('*', StringComparison.Ordinal)));
        }
        else if (ByPattern(name) is { } found)
        {
            route.Further.Add(found);
        }
        else
        {
            notes.Add(item.Line, path, $"no model is called {name}: left out");
        }
    }

    /// <summary>A name that only a pattern covers: one provider's, or the one that answers for every name.</summary>
    private LiteDeployment? ByPattern(string name)
    {
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        var (provider, upstream) = slash > 0 && routes.Direct.Contains(name[..slash])
            ? (providers.All.First(known => known.Name == name[..slash]), name[(slash + 1)..])
            : (routes.All.Where(route => Covers(route.Name, name)).MaxBy(route => route.Name.Length)?.Own.FirstOrDefault(one => one.Upstream == "*")?.Provider, name);
        return provider is null || upstream.Length == 0 || upstream.Contains('*', StringComparison.Ordinal) || name.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter) || letter == '$')
            ? null
            : new LiteDeployment(provider, upstream) { Candidate = $"{provider.Name}/{upstream}" };
    }

    private static bool Covers(string pattern, string name) => pattern.EndsWith('*') && name.StartsWith(pattern[..^1], StringComparison.Ordinal);
}
