using Bascule.Engine;
using Bascule.Engine.Catalog;
using Bascule.Engine.Resilience;
using Bascule.Server.Configuration;

namespace Bascule.Server.Rules;

/// <summary>The rules that count now. A reload swaps one reference; a provider that is gone closes its connections once nobody can be using them.</summary>
public sealed class LiveRules : IDisposable
{
    /// <summary>The longest a request may hold on to the rules it took: the default total timeout.</summary>
    private static readonly TimeSpan Linger = TimeSpan.FromMinutes(30);

    private readonly FactBook _facts;
    private readonly DeploymentStates _states;
    private readonly TimeProvider _time;
    private readonly List<ITimer> _lingering = [];    // bounded by reloads that change providers
    private volatile Rulebook _now;
    private volatile BasculeConfig _config;

    public LiveRules(BasculeConfig config, FactBook facts, DeploymentStates states, TimeProvider time)
    {
        (_facts, _states, _time) = (facts, states, time);
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
        var before = _now;
        var next = RulebookBuilder.Build(config, _facts, _states, before.Providers);
        _config = config;
        _now = next;
        foreach (var gone in before.Providers.Except(next.Providers))
        {
            _lingering.Add(_time.CreateTimer(static provider => ((IDisposable)provider!).Dispose(), gone, Linger, Timeout.InfiniteTimeSpan));
        }
    }

    public void Dispose()
    {
        foreach (var timer in _lingering)
        {
            timer.Dispose();
        }

        foreach (var provider in _now.Providers)
        {
            provider.Dispose();
        }
    }
}
