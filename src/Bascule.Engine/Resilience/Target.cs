using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;

namespace Bascule.Engine.Resilience;

/// <summary>A deployment with what is needed to ask it.</summary>
public sealed record Target(Deployment Deployment, Provider Provider, DeploymentState State);
