using System.Collections.Concurrent;

namespace Bascule.Engine.Resilience;

/// <summary>The states of deployments over reloads: the same deployment of the same provider and upstream keeps its state. Bounded by what configs name, and one more a provider.</summary>
public sealed class DeploymentStates(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string, string, string), DeploymentState> _states = new();

    /// <summary>The state of one deployment.</summary>
    public DeploymentState Of(string deployment, string provider, string upstream) =>
        _states.GetOrAdd((deployment, provider, upstream), static (_, clock) => new DeploymentState(clock), time);
}
