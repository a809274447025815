using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Engine.Resilience;

/// <summary>A deployment with what is needed to ask it.</summary>
public sealed record Target(Deployment Deployment, Provider Provider, DeploymentState State)
{
    /// <summary>Its name in metrics. Deployments that callers make up as <c>PROVIDER/UPSTREAM</c> share <c>PROVIDER/*</c>, so that no caller fills a table of the process.</summary>
    public string Label { get; init; } = Deployment.Name;

    /// <summary>Why no request may go to it, whatever it asks: a licence the organisation cannot meet, an origin it forbids. None: it may be asked.</summary>
    public IReadOnlyList<string> Barred { get; init; } = [];

    /// <summary>How its provider fares as a whole; by default a state of its own, which no other deployment shares.</summary>
    public ProviderState ProviderState { get => field ??= new(Provider.Name, State.Time); init; }

    /// <summary>There is a reason to ask it last now.</summary>
    public bool IsCooling => State.Breaker.IsCooling || ProviderState.IsCooling;

    /// <summary>Why it should be asked last now; mostly nothing.</summary>
    public IReadOnlyList<Ailment> Ailments() => [.. new[] { State.Breaker.Ailment, ProviderState.Ailment }.OfType<Ailment>()];

    /// <summary>Whose tokenizer counts: the catalog's model, else the upstream's name. A name that callers make up is none.</summary>
    public string? Tokenizer => Deployment.Model?.Id ?? (Label == Deployment.Name ? Deployment.Upstream : null);
}
