using System.Collections.Concurrent;

namespace Bascule.Engine.Resilience;

/// <summary>The states of deployments over reloads: the same deployment of the same provider and upstream keeps its state.</summary>
public sealed class DeploymentStates
{
    /// <summary>Names callers make up share one state past this.</summary>
    private const int MaxStates = 20_000;

    private readonly ConcurrentDictionary<(string, string, string), DeploymentState> _states = new();
    private readonly DeploymentState _rest = new();

    /// <summary>The state of one deployment.</summary>
    public DeploymentState Of(string deployment, string provider, string upstream)
    {
        var name = (deployment, provider, upstream);
        return _states.TryGetValue(name, out var state) || _states.Count < MaxStates
            ? state ?? _states.GetOrAdd(name, static _ => new DeploymentState())
            : _rest;
    }
}
