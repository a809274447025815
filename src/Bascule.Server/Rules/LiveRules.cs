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
    public void Replace(BasculeConfig config) => Replace(config, static _ => null);

    /// <summary>The same, unless there is an objection: why it stays as it is, or null.</summary>
    /// <param name="objection">Looks at what would count. No key comes or goes meanwhile; it must not wait.</param>
    internal string? Replace(BasculeConfig config, Func<Rulebook, string?> objection)
    {
        lock (_replacing)
        {
            var next = RulebookBuilder.Build(config, _stored, _facts, _states, _now.Providers);
            if (objection(next) is { } why)
            {
                return why;
            }

            _config = config;
            _now = next;
            return null;
        }
    }

    /// <summary>The same with the keys of the database. False: nobody would need a key then, though it is asked for now, and all stays as it is. Keys that become known, and are none, are the exception where only this machine is served.</summary>
    internal bool TryReplace(KeyCabinet stored)
    {
        lock (_replacing)
        {
            if (stored.IsOpen(_config) && !_now.Keys.Open && (_stored.Known || !_config.Server.IsLoopback))
            {
                return false;
            }

            _stored = stored;
            _now = RulebookBuilder.WithKeys(_now, _config, stored);
            return true;
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
