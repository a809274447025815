using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Tests.House;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>Deployments that nobody asks.</summary>
internal static class Targets
{
    private static readonly FactBook Facts = FactBook.Load(Path.Combine(Repository.Root, "catalog")).Book!;

    public static Target Make(string name, TimeProvider? time = null, string provider = "p", DeploymentStates? states = null)
    {
        var options = new ProviderOptions { Name = provider, Dialect = "openai-chat", BaseUrl = new Uri("http://127.0.0.1:1/v1") };
        return Make(name, new Provider(options, Vendor.For("openai-chat")!), states ?? new DeploymentStates(time ?? TimeProvider.System));
    }

    public static Target Make(string name, Provider provider, DeploymentStates states) =>
        new(new Deployment(new DeploymentOptions { Name = name, Provider = provider.Name, Upstream = name }, null, Facts), provider, states.Of(name, provider.Name, name)) { ProviderState = states.Of(provider) };
}
