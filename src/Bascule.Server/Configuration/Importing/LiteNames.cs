using System.Text.RegularExpressions;
using Bascule.Engine.Catalog;

namespace Bascule.Server.Configuration.Importing;

/// <summary>Gives deployments names and weights, and keeps apart what makes vectors of different models.</summary>
/// <param name="routes">The routes.</param>
/// <param name="aliases">Names that become routes later.</param>
/// <param name="notes">Where what is left out is told.</param>
/// <param name="surroundings">What is known of models.</param>
internal sealed partial class LiteNames(LiteRoutes routes, IEnumerable<string> aliases, NoteList notes, ConfigSurroundings surroundings)
{
    private const int MaxWeight = 1_000_000;

    private readonly HashSet<string> _taken = [.. routes.All.Select(route => route.Name), .. aliases];

    /// <summary>Weights as whole numbers and a name for each deployment; those that need a declaration, in order.</summary>
    public IReadOnlyList<LiteDeployment> Settle(bool weighted)
    {
        var declared = new List<LiteDeployment>();
        foreach (var route in routes.All)
        {
            var weights = weighted && route.Own.Count > 1 ? Weights(route.Own) : null;
            for (var i = 0; i < route.Own.Count; i++)
            {
                var deployment = route.Own[i] = route.Own[i] with { Weight = weights?[i] };
                deployment.Candidate = deployment.IsPlain ? $"{deployment.Provider.Name}/{deployment.Upstream}" : Free(deployment);
                if (!deployment.IsPlain)
                {
                    declared.Add(deployment);
                }
            }
        }

        return declared;
    }

    /// <summary>The candidates of a route, in order, without those whose vectors can't be compared with the first's.</summary>
    public IReadOnlyList<string> Candidates(LiteRoute route)
    {
        string? vectors = null;
        var candidates = new List<string>();
        foreach (var deployment in route.Own.Concat(route.Further))
        {
            var options = new DeploymentOptions { Name = "imported", Provider = deployment.Provider.Name, Upstream = deployment.Upstream, CatalogId = deployment.Catalog };
            var model = surroundings.EmbeddingModel(options, deployment.Provider.Vendor);
            if (model is not null && vectors is not null && model != vectors)
            {
                notes.Add(route.Line, route.Name, $"{deployment.Candidate} makes vectors of another model, which can't be compared: left out of the route");
                continue;
            }

            vectors ??= model;
            if (!candidates.Contains(deployment.Candidate))
            {
                candidates.Add(deployment.Candidate);
            }
        }

        return candidates;
    }

    /// <summary>LiteLLM shuffles by <c>weight</c>, else by <c>rpm</c>, else by <c>tpm</c>, as its first deployment has them (litellm/router_strategy/simple_shuffle.py).</summary>
    private static int[]? Weights(List<LiteDeployment> own)
    {
        var first = own[0];
        var written = first.Weight is not null ? own.Select(one => one.Weight ?? 0)
            : first.Requests is not null ? own.Select(one => (decimal)(one.Requests ?? 0))
            : first.Tokens is not null ? own.Select(one => (decimal)(one.Tokens ?? 0)) : null;
        if (written?.ToArray() is not { } weights || weights.Distinct().Count() == 1)
        {
            return null;
        }

        var factor = weights.Any(weight => weight != decimal.Truncate(weight)) ? 1000m : 1m;
        factor = Math.Min(factor, MaxWeight / weights.Max());
        return [.. weights.Select(weight => Math.Clamp((int)decimal.Round(weight * factor), 1, MaxWeight))];
    }

    private string Free(LiteDeployment deployment)
    {
        var name = $"{deployment.Provider.Name}-{Odd().Replace(deployment.Upstream[(deployment.Upstream.LastIndexOf('/') + 1)..], "-")}".TrimEnd('-');
        var free = name;
        for (var i = 2; !_taken.Add(free); i++)
        {
            free = $"{name}-{i}";
        }

        return free;
    }

    [GeneratedRegex("[^A-Za-z0-9._-]+", RegexOptions.CultureInvariant)]
    private static partial Regex Odd();
}
