using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>One rule of a route, its names resolved.</summary>
/// <param name="Place">Where it stands in the config.</param>
/// <param name="When">What must hold.</param>
/// <param name="Use">The candidates that are left then, in order of preference.</param>
public sealed record RouteRule(string Place, Condition When, IReadOnlyList<Target> Use);
