using Bascule.Engine.Dialects.Errands;

namespace Bascule.Engine.Resilience.Errands;

/// <summary>Which candidates of a route can be asked for what is not a chat.</summary>
public static class ErrandFit
{
    /// <summary>Why this one cannot be, in words that follow its name; null: it can.</summary>
    /// <param name="candidates">All the route's candidates: vectors of one route come from one model, whoever is away at the moment.</param>
    public static string? Why(Errand errand, IReadOnlyList<Target> candidates, Target target)
    {
        if (errand.Kind == ErrandKind.CountTokens)
        {
            return null;    // where no provider counts, the gateway does
        }

        if (!Has(errand, target))
        {
            return $"has no {errand.Name}";
        }

        return errand.Embeddings is not null && candidates.FirstOrDefault(candidate => Has(errand, candidate)) is { } first && ModelOf(first) != ModelOf(target)
            ? $"is another model ({ModelOf(target)}) than the route's first ({ModelOf(first)}): their vectors cannot be compared"
            : null;
    }

    /// <summary>Whether its provider has such an endpoint.</summary>
    public static bool Has(Errand errand, Target target) => target.Provider.ErrandFor(errand, target.Deployment.Upstream, "") is not null;

    private static string ModelOf(Target target) => target.Deployment.Model?.Id ?? target.Deployment.Upstream;
}
