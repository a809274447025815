using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Tests.Routing.Strategies;

/// <summary>Deployments of nobody, to be ordered.</summary>
internal static class Targets
{
    public static Target Of(string name, int weight = 1, decimal? usd = null, DeploymentLimits? limits = null, TimeProvider? time = null, string? upstream = null)
    {
        var provider = new ProviderOptions { Name = "p", Dialect = "openai-chat", BaseUrl = new Uri("http://127.0.0.1:1/v1") };
        var options = new DeploymentOptions
        {
            Name = name, Provider = "p", Upstream = upstream ?? name, Weight = weight, Limits = limits ?? DeploymentLimits.None, Price = usd is { } price ? new PriceOptions(price, null, null, price) : null,
        };
        var state = new DeploymentState(time ?? TimeProvider.System);
        state.Gate.Set(options.Limits, learns: false);
        return new Target(new Deployment(options, null, new FactBook([], [], [], [])), new Provider(provider, Vendor.For("openai-chat")!), state);
    }

    /// <summary>It has streamed an answer: this long to its first token, at this speed.</summary>
    public static Target Told(this Target target, int firstMs, int tokensPerSecond)
    {
        target.State.Pace.Observe(new AttemptReport(target, default) { Streamed = true, FirstTokenMs = firstMs, TotalMs = firstMs + 1000, Usage = new Usage { Output = tokensPerSecond } });
        return target;
    }

    public static Target Busy(this Target target, int inFlight)
    {
        for (var i = 0; i < inFlight; i++)
        {
            target.State.Begin(new AttemptReport(target, default));
        }

        return target;
    }
}
