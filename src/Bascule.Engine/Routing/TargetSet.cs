using System.Collections.Concurrent;
using Bascule.Engine.Catalog;
using Bascule.Engine.Providers;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>Every deployment that can be asked: the declared ones, those that routes name, and <c>PROVIDER/UPSTREAM</c> as it is asked for.</summary>
public sealed class TargetSet
{
    /// <summary>Names callers make up are remembered up to this many; past it they are compiled anew each time.</summary>
    private const int MaxAdHoc = 10_000;

    private readonly Dictionary<string, Provider> _providers;
    private readonly Dictionary<string, Target> _known = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Target> _adHoc = new(StringComparer.Ordinal);
    private readonly FactBook _facts;
    private readonly DeploymentStates _states;
    private readonly Func<Deployment, ProviderOptions, IReadOnlyList<string>> _bar;

    /// <param name="bar">Why no request may go to a deployment; null: all may be asked.</param>
    public TargetSet(
        IEnumerable<DeploymentOptions> deployments, IEnumerable<RouteOptions> routes, IEnumerable<Provider> providers, FactBook facts, DeploymentStates states,
        Func<Deployment, ProviderOptions, IReadOnlyList<string>>? bar = null)
    {
        (_facts, _states, _bar) = (facts, states, bar ?? (static (_, _) => []));
        _providers = providers.ToDictionary(provider => provider.Name, StringComparer.Ordinal);
        foreach (var options in deployments)
        {
            if (_providers.TryGetValue(options.Provider, out var provider))
            {
                _known.Add(options.Name, Compile(options, provider));
            }
        }

        foreach (var name in routes.SelectMany(route => route.Candidates))
        {
            if (!_known.ContainsKey(name) && !name.EndsWith("/*", StringComparison.Ordinal) && Parse(name) is var (options, provider))
            {
                _known.Add(name, Compile(options, provider));
            }
        }
    }

    /// <summary>The deployments of the config, declared ones first.</summary>
    public IReadOnlyCollection<Target> All => _known.Values;

    /// <summary>The deployment of that name, declared or <c>PROVIDER/UPSTREAM</c>; null: there is none.</summary>
    public Target? Find(string name)
    {
        if (_known.TryGetValue(name, out var target) || _adHoc.TryGetValue(name, out target))
        {
            return target;
        }

        if (Parse(name) is not var (options, provider))
        {
            return null;
        }

        // What callers make up shares one state and one label a provider: both live as long as the process.
        var any = provider.Name + "/*";
        target = Make(options, provider, StateOf(any, provider, "*", DeploymentLimits.None)) with { Label = any };
        if (_adHoc.Count < MaxAdHoc)
        {
            _adHoc.TryAdd(name, target);
        }

        return target;
    }

    /// <summary>The providers that claim a bare upstream name: by their list of models, or a vendor by its name patterns.</summary>
    public IReadOnlyList<string> Claiming(string upstream) =>
        [.. _providers.Values.Where(provider => Claims(provider, upstream)).Select(provider => provider.Name)];

    private bool Claims(Provider provider, string upstream)
    {
        if (provider.Options.Models.Count > 0)
        {
            return provider.Options.Models.Contains(upstream);
        }

        return (provider.Options.Vendor is { } vendor && _facts.Vendor(vendor)?.Claims(upstream) == true)
            || _known.Values.Any(target => target.Deployment.Provider == provider.Name && provider.Options.Hosting == "self" && target.Deployment.Upstream == upstream);
    }

    private (DeploymentOptions Options, Provider Provider)? Parse(string name)
    {
        var slash = name.IndexOf('/');
        if (slash <= 0 || slash == name.Length - 1 || !_providers.TryGetValue(name[..slash], out var provider))
        {
            return null;
        }

        var upstream = name[(slash + 1)..];
        return Climbs(upstream) || (provider.Options.Models.Count > 0 && !provider.Options.Models.Contains(upstream))
            ? null
            : (new DeploymentOptions { Name = name, Provider = provider.Name, Upstream = upstream }, provider);
    }

    // What callers make up stands in the address of some providers, with our credential beside it: no part of it may lead elsewhere there.
    private static bool Climbs(string upstream) => upstream.Split('/', '\\').Any(static part => part is "." or "..");

    private Target Compile(DeploymentOptions options, Provider provider) =>
        Make(options, provider, StateOf(options.Name, provider, options.Upstream, options.Limits));

    private Target Make(DeploymentOptions options, Provider provider, DeploymentState state)
    {
        var deployment = new Deployment(options, provider.Options.Vendor, _facts, provider.Options.Engine);
        return new(deployment, provider, state) { ProviderState = _states.Of(provider), Barred = _bar(deployment, provider.Options) };
    }

    /// <summary>How much an engine bears is learned; a vendor says himself when it is too much.</summary>
    private DeploymentState StateOf(string name, Provider provider, string upstream, DeploymentLimits limits)
    {
        var state = _states.Of(name, provider.Name, upstream);
        state.Gate.Set(limits, learns: provider.Options.Engine is not null);
        return state;
    }
}
