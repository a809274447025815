using System.Collections.Frozen;

namespace Bascule.Engine.Routing.Strategies;

/// <summary>The strategies by name.</summary>
public static class StrategySet
{
    private static readonly IStrategy[] All = [new Ordered(), new Weighted(), new LeastBusy(), new Fastest(), new Cheapest(), new PrefixAware()];

    private static readonly FrozenDictionary<string, IStrategy> ByName = All.ToFrozenDictionary(strategy => strategy.Name, StringComparer.Ordinal);

    /// <summary>What <c>strategy</c> takes, the default first.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(strategy => strategy.Name)];

    /// <summary>The strategy of a name that the config's check has let through.</summary>
    public static IStrategy Of(string name) => ByName[name];
}
