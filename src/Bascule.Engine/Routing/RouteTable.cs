using Bascule.Engine.Catalog;
using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Resilience;
using Bascule.Engine.Routing.Shadowing;

namespace Bascule.Engine.Routing;

/// <summary>
/// What each model name means: exact route; declared deployment; <c>PROVIDER/UPSTREAM</c>; route glob, the longest; a bare upstream name that exactly one provider claims.
/// </summary>
public sealed class RouteTable
{
    /// <summary>The longest name taken: they are remembered, logged and sent as headers.</summary>
    public const int MaxName = 256;

    private readonly TargetSet _targets;
    private readonly Dictionary<string, Route> _routes = new(StringComparer.Ordinal);
    private readonly List<RouteOptions> _globs;
    private readonly NamedFacts _everywhere;
    private readonly Condition[] _always;

    /// <param name="always">Conditions that are asked of every request, whichever route it takes.</param>
    public RouteTable(IReadOnlyList<RouteOptions> routes, TargetSet targets, IEnumerable<Condition>? always = null)
    {
        _targets = targets;
        _always = [.. always ?? []];
        _everywhere = _always.Length == 0 ? NamedFacts.None : NamedFacts.Of(_always);
        _globs = [.. routes.Where(route => route.Name.Contains('*')).OrderByDescending(route => route.Name.Length)];
        foreach (var route in routes.Where(route => !route.Name.Contains('*')))
        {
            _routes.Add(route.Name, Compile(route, route.Name));
        }
    }

    /// <summary>The routes without globs, in the order of the config.</summary>
    public IReadOnlyCollection<Route> Routes => _routes.Values;

    /// <summary>What a name means.</summary>
    /// <param name="name">As the caller wrote it.</param>
    /// <param name="mayAsk">Whether this caller may ask for a resolved name (second argument: it is a route); near names come only from those.</param>
    public Read<Route> Resolve(string name, Func<string, bool, bool> mayAsk)
    {
        if (name.Length > MaxName)
        {
            return Unknown(name, mayAsk);
        }

        if (_routes.TryGetValue(name, out var route))
        {
            return Permit(route, mayAsk);
        }

        if (_targets.Find(name) is { Provider.Answers: true } target)
        {
            return Permit(Direct(target), mayAsk);
        }

        if (_globs.Find(glob => Glob.Matches(glob.Name, name)) is { } found)
        {
            var compiled = Compile(found, name);
            return compiled.Candidates.Count > 0 ? Permit(compiled, mayAsk) : Unknown(name, mayAsk);
        }

        var claims = _targets.Claiming(name);
        return claims.Count switch
        {
            1 => Permit(Direct(_targets.Find($"{claims[0]}/{name}")!), mayAsk),
            > 1 => new Failure(Blame.Caller, FailureKind.Malformed, "ambiguous_model", $"The model '{Short(name)}' is claimed by the providers '{claims[0]}' and '{claims[1]}'.")
            {
                Param = "model",
                Mend = $"Ask for '{claims[0]}/{Short(name)}' or '{claims[1]}/{Short(name)}'.",
            },
            _ => Unknown(name, mayAsk),
        };
    }

    /// <summary>The names a caller may ask for: routes, then declared deployments.</summary>
    public IEnumerable<(string Name, IReadOnlyList<Target> Candidates)> Listed(Func<string, bool, bool> mayAsk) =>
        _routes.Values.Where(route => mayAsk(route.Name, true)).Select(route => (route.Name, route.Candidates))
            .Concat(_targets.All.Where(target => target.Provider.Answers && !_routes.ContainsKey(target.Deployment.Name) && mayAsk(target.Deployment.Name, false))
                .Select(target => (target.Deployment.Name, (IReadOnlyList<Target>)[target])));

    private Route Direct(Target target) =>
        new(target.Deployment.Name, new RouteOptions { Name = target.Deployment.Name, Candidates = [target.Deployment.Name] }, [target], declared: false) { Named = _everywhere };

    private static Read<Route> Permit(Route route, Func<string, bool, bool> mayAsk) => mayAsk(route.Name, route.IsRoute)
        ? route
        : new Failure(Blame.Policy, FailureKind.Forbidden, "model_not_allowed", $"This API key may not use the model '{Short(route.Name)}'.") { Param = "model" };

    /// <param name="asked">The name that a pattern's <c>PROVIDER/*</c> stands for.</param>
    private Route Compile(RouteOptions options, string asked)
    {
        RouteRule[] rules = [.. options.Rules.Select((rule, at) => new RouteRule($"routes.{options.Name}.rules[{at}]", rule.When, Targets(rule.Use, asked)))];
        return new Route(options.Name, options, Targets(options.Candidates, asked), declared: true)
        {
            Rules = rules,
            Named = rules.Length == 0 ? _everywhere : NamedFacts.Of([.. rules.Select(rule => rule.When), .. _always]),
            Shadow = options.Shadow is { } shadow && Targets([shadow.To], asked) is [var to] ? new Shadow(to, shadow.Share) : null,
            Semantic = options.Cache?.Semantic is { } semantic && _targets.Find(semantic.Embedder) is { } embedder ? new SemanticTargets(embedder, semantic.Judge is { } judge ? _targets.Find(judge) : null) : null,
        };
    }

    private IReadOnlyList<Target> Targets(ValueList<string> names, string asked) =>
        [.. names.Select(name => name.EndsWith("/*", StringComparison.Ordinal) ? string.Concat(name.AsSpan(0, name.Length - 1), asked) : name)
            .Select(_targets.Find).OfType<Target>().Where(target => target.Provider.Answers)];

    private Failure Unknown(string name, Func<string, bool, bool> mayAsk)
    {
        var near = NearNames.Of(name, Listed(mayAsk).Select(listed => listed.Name));
        return new Failure(Blame.Caller, FailureKind.UnknownModel, "model_not_found", $"The model '{Short(name)}' is not known here.")
        {
            Param = "model",
            Mend = near.Count > 0
                ? $"Did you mean {string.Join(" or ", near.Select(n => $"'{n}'"))}? GET /v1/models lists what this key may use."
                : "GET /v1/models lists what this key may use.",
        };
    }

    private static string Short(string name) => name.Length <= 128 ? name : name[..128] + "...";
}
