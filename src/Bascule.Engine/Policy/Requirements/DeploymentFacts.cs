using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Policy.Requirements;

/// <summary>What a <c>require</c> may read of one deployment: what the operator stated of it and of its provider, and what the catalog knows of its model.</summary>
/// <param name="At">When it is asked: prices have their days.</param>
public readonly record struct DeploymentFacts(Deployment Deployment, ProviderOptions Provider, DateTimeOffset At);
