using Bascule.Engine;
using Bascule.Engine.Catalog;
using Bascule.Engine.Resilience;
using Bascule.Server.Configuration;

namespace Bascule.Server.Rules;

/// <summary>
/// The rules that count now. A reload swaps one reference. A provider that is gone is left to the requests that still use it: its idle connections close by
/// themselves within a minute, and then it is garbage.
/// </summary>
public sealed class LiveRules : IDisposable
{
    private readonly FactBook _facts;
    private readonly DeploymentStates _states;
    private volatile Rulebook _now;
    private volatile BasculeConfig _config;

    public LiveRules(BasculeConfig config, FactBook facts, DeploymentStates states)
    {
        (_facts, _states) = (facts, states);
        _config = config;
        _now = RulebookBuilder.Build(config, facts, states, []);
    }

    /// <summary>The snapshot to take for a request.</summary>
    public Rulebook Now => _now;

    /// <summary>The config behind it.</summary>
    public BasculeConfig Config => _config;

    /// <summary>Puts a new config in the place of the old. Requests under way keep theirs.</summary>
    public void Replace(BasculeConfig config)
    {
        var next = RulebookBuilder.Build(config, _facts, _states, _now.Providers);
        _config = config;
        _now = next;
    }

    public void Dispose()
    {
        foreach (var provider in _now.Providers)
        {
            provider.Dispose();
        }
    }
}
