using Bascule.Engine.Policy.Licensing;
using Bascule.Engine.Policy;
using Bascule.Clouds;
using Bascule.Engine;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Catalog;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Limits;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing;
using Bascule.Server.Configuration;
using Bascule.Server.Keys;

namespace Bascule.Server.Rules;

/// <summary>Compiles a config into the snapshot that requests take.</summary>
internal static class RulebookBuilder
{
    /// <param name="config">What the operator wrote.</param>
    /// <param name="stored">The keys of the database.</param>
    /// <param name="facts">The catalog.</param>
    /// <param name="states">What is alive.</param>
    /// <param name="before">The providers alive now: one whose options are the same keeps its connections.</param>
    public static Rulebook Build(BasculeConfig config, KeyCabinet stored, FactBook facts, DeploymentStates states, IReadOnlyList<Provider> before)
    {
        var providers = config.Providers.Select(options => before.FirstOrDefault(old => old.Options == options) ?? Make(options, states.Time)).ToArray();
        var targets = new TargetSet(config.Deployments, config.Routes, providers, facts, states, (deployment, provider) => [.. Egress.Bar(provider), .. Bar.Reasons(deployment, facts, config.Organisation)]);
        var arbiter = new Arbiter(config.Policies);
        var screen = new Screen([.. config.Guardrails.Select(options => Guardrail.Make(options, targets.Find))]);
        var keys = stored.Ring(config);
        return new Rulebook
        {
            Version = config.Version,
            Keys = keys,
            Targets = targets,
            Routes = new RouteTable(config.Routes, targets, [.. arbiter.Conditions, .. screen.Conditions]),
            Arbiter = arbiter,
            Screen = screen,
            AnswerShape = AnswerShape.Of(ConfigText.Guardrails(config.Guardrails)),
            MaxCacheBytes = config.Server.MaxCacheBytes,
            Providers = providers,
            Budgets = config.Budgets,
            Fetch = config.Server.Fetch && !config.Server.EgressDenied,
            Hashes = config.Audit.Hashes,
            MaxRequestsInFlight = config.Server.MaxRequestsInFlight,
            Tiers = new TierOrder(config.Server.Tiers),
            MaxRequestBytes = config.Server.MaxRequestBytes,
            Hosts = config.Server.Hosts,
            Origins = Origins(config, keys.Open),
        };
    }

    /// <summary>The same rules with other keys of the database.</summary>
    public static Rulebook WithKeys(Rulebook rules, BasculeConfig config, KeyCabinet stored)
    {
        var keys = stored.Ring(config);
        return rules with { Keys = keys, Origins = Origins(config, keys.Open) };
    }

    /// <summary>Without keys a web page would itself be the caller.</summary>
    private static IReadOnlyList<string> Origins(BasculeConfig config, bool open) => open ? [.. config.Server.Cors.Where(origin => origin != "*")] : config.Server.Cors;

    private static Provider Make(ProviderOptions options, TimeProvider time) =>
        new(options, Vendor.For(options.Dialect)!, CloudSignIn.For(options), time);
}
