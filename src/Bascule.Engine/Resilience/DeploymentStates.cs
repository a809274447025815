using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Engine.Resilience;

/// <summary>The states of deployments over reloads: the same deployment of the same provider and upstream keeps its state. Bounded by what configs name, and one more a provider.</summary>
public sealed class DeploymentStates(TimeProvider time, CredentialAlarm? alarm = null)
{
    // By the object: a provider whose options changed is another, and what was refused before is no longer.
    private readonly ConditionalWeakTable<Provider, ProviderState> _providers = [];

    private readonly ConcurrentDictionary<(string Deployment, string Provider, string Upstream), DeploymentState> _states = new();

    public TimeProvider Time => time;

    /// <summary>The state of one deployment.</summary>
    public DeploymentState Of(string deployment, string provider, string upstream) =>
        _states.GetOrAdd((deployment, provider, upstream), static (_, clock) => new DeploymentState(clock), time);

    /// <summary>The state of a provider as a whole.</summary>
    public ProviderState Of(Provider provider) => _providers.GetValue(provider, one => new ProviderState(one.Name, time, alarm));

    /// <summary>The states of the deployments at a provider of this name.</summary>
    public IEnumerable<DeploymentState> At(string provider) => _states.Where(state => state.Key.Provider == provider).Select(state => state.Value);
}
