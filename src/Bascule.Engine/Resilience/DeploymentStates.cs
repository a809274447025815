using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bascule.Engine.Limits.Sharing;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Engine.Resilience;

/// <summary>The states of deployments over reloads: the same deployment of the same provider and upstream keeps its state. Bounded by what configs name, and one more a provider.</summary>
public sealed class DeploymentStates
{
    private readonly TimeProvider _time;
    private readonly CredentialAlarm? _alarm;
    private readonly BreakerHints? _hints;
    private readonly ISharedLimits? _shared;

    // By the object: a provider whose options changed is another, and what was refused before is no longer.
    private readonly ConditionalWeakTable<Provider, ProviderState> _providers = [];

    private readonly ConcurrentDictionary<(string Deployment, string Provider, string Upstream), DeploymentState> _states = new();

    public DeploymentStates(TimeProvider time, CredentialAlarm? alarm = null, BreakerHints? hints = null, ISharedLimits? shared = null)
    {
        (_time, _alarm, _hints, _shared) = (time, alarm, hints, shared);
        hints?.Listen((deployment, provider, upstream) => _states.GetValueOrDefault((deployment, provider, upstream))?.Breaker);
    }

    public TimeProvider Time => _time;

    /// <summary>The state of one deployment.</summary>
    public DeploymentState Of(string deployment, string provider, string upstream) =>
        _states.GetOrAdd(
            (deployment, provider, upstream),
            static (key, all) => new DeploymentState(all._time, all._hints is { } hints ? limited => hints.Tell(key.Deployment, key.Provider, key.Upstream, limited) : null, all._shared),
            this);

    /// <summary>The state of a provider as a whole.</summary>
    public ProviderState Of(Provider provider) => _providers.GetValue(provider, one => new ProviderState(one.Name, _time, _alarm));

    /// <summary>The states of the deployments at a provider of this name.</summary>
    public IEnumerable<DeploymentState> At(string provider) => _states.Where(state => state.Key.Provider == provider).Select(state => state.Value);
}
