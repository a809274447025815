using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Engine.Routing.Strategies;

namespace Bascule.Engine.Routing;

/// <summary>A name that may be asked for, resolved: a route, or one deployment asked for directly.</summary>
public sealed class Route(string name, RouteOptions options, IReadOnlyList<Target> candidates, bool declared)
{
    /// <summary>The resolved name: what keys' <c>routes</c> are matched on and the ledger keeps.</summary>
    public string Name => name;

    public RouteOptions Options => options;

    /// <summary>Who orders the candidates of one request.</summary>
    public IStrategy Strategy { get; } = StrategySet.Of(options.Strategy);

    /// <summary>In order of preference.</summary>
    public IReadOnlyList<Target> Candidates => candidates;

    /// <summary>A route of the config; false: a deployment asked for by its own name.</summary>
    public bool IsRoute => declared;

    /// <summary>The same without what callers make up: there are only so many.</summary>
    public string Label => declared ? name : candidates[0].Label;

    /// <summary>In order: the first that holds counts.</summary>
    public IReadOnlyList<RouteRule> Rules { get; init; } = [];

    /// <summary>The headers and tags that its rules read.</summary>
    public NamedFacts Named { get; init; } = NamedFacts.None;

    /// <summary>Who else is sent a share of its chats; null: nobody.</summary>
    public Shadow? Shadow { get; init; }

    /// <summary>Who is asked besides for answering similar questions; null: only the same ones are answered from memory.</summary>
    public SemanticTargets? Semantic { get; init; }

    /// <summary>The rule that counts for a request; null: none, all candidates may be used.</summary>
    public RouteRule? RuleFor(in RequestFacts facts)
    {
        for (var i = 0; i < Rules.Count; i++)
        {
            if (Rules[i].When.Holds(facts))
            {
                return Rules[i];
            }
        }

        return null;
    }
}
