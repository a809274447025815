using Bascule.Engine;
using Bascule.Engine.Catalog;
using Bascule.Engine.Resilience;
using Bascule.Server.Configuration;
using Bascule.Server.Keys;

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
    private readonly Lock _replacing = new();    // a reload and a new key may come at once
    private volatile BasculeConfig _config;
    private volatile KeyCabinet _stored;

    internal LiveRules(BasculeConfig config, KeyCabinet stored, FactBook facts, DeploymentStates states)
    {
        (_facts, _states) = (facts, states);
        (_config, _stored) = (config, stored);
        _now = RulebookBuilder.Build(config, stored, facts, states, []);
    }

    /// <summary>The snapshot to take for a request.</summary>
    public Rulebook Now => _now;

    /// <summary>The config behind it.</summary>
    public BasculeConfig Config => _config;

    /// <summary>The keys of the database.</summary>
    internal KeyCabinet Stored => _stored;

    /// <summary>Puts a new config in the place of the old. Requests under way keep theirs.</summary>
    public void Replace(BasculeConfig config)
    {
        lock (_replacing)
        {
            var next = RulebookBuilder.Build(config, _stored, _facts, _states, _now.Providers);
            _config = config;
            _now = next;
        }
    }

    /// <summary>The same with the keys of the database.</summary>
    internal void Replace(KeyCabinet stored)
    {
        lock (_replacing)
        {
            _stored = stored;
            _now = RulebookBuilder.WithKeys(_now, _config, stored);
        }
    }

    public void Dispose()
    {
        foreach (var provider in _now.Providers)
        {
            provider.Dispose();
        }
    }
}
