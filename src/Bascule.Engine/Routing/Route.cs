using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>A name that may be asked for, resolved: a route, or one deployment asked for directly.</summary>
public sealed class Route(string name, RouteOptions options, IReadOnlyList<Target> candidates, bool declared)
{
    /// <summary>The resolved name: what keys' <c>routes</c> are matched on and the ledger keeps.</summary>
    public string Name => name;

    public RouteOptions Options => options;

    /// <summary>In order of preference.</summary>
    public IReadOnlyList<Target> Candidates => candidates;

    /// <summary>A route of the config; false: a deployment asked for by its own name.</summary>
    public bool IsRoute => declared;
}
