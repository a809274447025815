using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>A deployment with what is needed to ask it.</summary>
public sealed record Target(Deployment Deployment, Provider Provider, DeploymentState State)
{
    /// <summary>Its name in metrics. Deployments that callers make up as <c>PROVIDER/UPSTREAM</c> share <c>PROVIDER/*</c>, so that no caller fills a table of the process.</summary>
    public string Label { get; init; } = Deployment.Name;

    /// <summary>Whose tokenizer counts: the catalog's model, else the upstream's name. A name that callers make up is none.</summary>
    public string? Tokenizer => Deployment.Model?.Id ?? (Label == Deployment.Name ? Deployment.Upstream : null);
}
