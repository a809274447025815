using System.Text.Json;
using Bascule.Engine;
using Bascule.Engine.Access;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Asking;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Ingress;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Routing;

namespace Bascule.Server.Admin;

/// <summary>What the cache would do with a request, and how its route's cache is set: nothing is counted, kept or looked for elsewhere than in memory.</summary>
internal sealed class ExplainedCache(CacheKeys keys, AnswerCache cache, SemanticCache similar, FlightTable flights, TimeProvider time)
{
    /// <summary>Writes the member <c>cache</c>; null where the route keeps no answers.</summary>
    public void Write(Utf8JsonWriter json, Inquiry inquiry, Caller caller, in RequestFacts facts, RoutePlan? plan, Screened? screened, Rulebook rules)
    {
        if (plan?.Route.Options is not { Cache: { } options } route)
        {
            json.WriteNull("cache");
            return;
        }

        json.WriteStartObject("cache");
        json.WriteNumber("ttl_s", (long)options.Ttl.TotalSeconds);
        json.WriteNumber("max_bytes", options.MaxBytes);
        json.WriteBoolean("tools", options.Tools);
        json.WriteBoolean("shared", route.SharesCache);
        var (would, why, known) = Look(inquiry, caller, facts, plan, screened, rules);
        json.WriteString("would", would);
        json.WriteString("why", why);
        if (known is null)
        {
            json.WriteNull("known");
        }
        else
        {
            json.WriteStartObject("known");
            json.WriteString("from", known.From);
            json.WriteString("deployment", known.Deployment);
            json.WriteNumber("age_s", Math.Max(0, (long)(time.GetUtcNow() - known.At).TotalSeconds));
            json.WriteString("until", known.Until);
            json.WriteEndObject();
        }

        WriteSimilar(json, inquiry, caller, facts, plan.Route, rules, would, why);
        json.WriteEndObject();
    }

    /// <summary>Whether a question that means the same would be looked for. Nobody is asked for its vector here, so which one would be found is not known.</summary>
    private void WriteSimilar(Utf8JsonWriter json, Inquiry inquiry, Caller caller, in RequestFacts facts, Route route, Rulebook rules, string would, string? why)
    {
        if (route is not { Semantic: { } who, Options.Cache.Semantic: { } options })
        {
            json.WriteNull("semantic");
            return;
        }

        var known = similar.Of(route.Name, options);
        var (state, bar) = (known.State(), would is "miss" or "unknown" ? why == "refresh" ? why : null : would == "off" ? why : "the very question is known, or under way");
        if (bar is null && SemanticBars.TextOf(inquiry.Body!.Bytes, inquiry.Dialect, inquiry.Named, null, out _, out bar) is { } text)
        {
            bar = SemanticBars.WhyNot(who.Embedder, rules.Arbiter.For(facts), Embedder.CostNano(who.Embedder, text, inquiry.At), caller.RefusesUnpriced(rules.Budgets))
                ?? (inquiry.CacheWish == CacheWish.Only && !state.Open ? SemanticBars.NothingServed : null);
        }

        json.WriteStartObject("semantic");
        json.WriteBoolean("looks", bar is null);
        json.WriteString("why", bar);
        json.WriteBoolean("open", state.Open);
        json.WriteString("state", state.Text);
        json.WriteString("embedder", options.Embedder);
        json.WriteNumber("min_similarity", options.MinSimilarity);
        json.WriteNumber("max_false_hits", options.MaxFalseHits);
        json.WriteEndObject();
    }

    private (string Would, string? Why, CachedAnswer? Known) Look(Inquiry inquiry, Caller caller, in RequestFacts facts, RoutePlan plan, Screened? screened, Rulebook rules)
    {
        if (inquiry.CacheWish == CacheWish.NoStore)
        {
            return ("off", "no-store", null);
        }

        var keyed = keys.Of(new CacheQuestion
        {
            Dialect = inquiry.Dialect,
            Address = inquiry.Named,
            Body = inquiry.Body!.Bytes,
            Profile = inquiry.Profile!,
            Query = "",
            Headers = inquiry.Headers,
            HeaderOf = inquiry.HeaderOf,
            DataClass = facts.DataClass,
            Rule = plan.Rule?.Place,
            Tenant = caller.Tenant,
            Route = plan.Route,
            Shape = rules.AnswerShape,
            Guards = rules.Screen.Answers.HoldingFor(facts, rules.Arbiter),
            IsMasked = screened?.Verdicts.Any(verdict => verdict is { Guardrail.Options.Action: GuardrailAction.Mask, Kinds.Count: > 0 }) == true,
        });
        if (keyed.Key is not { } key)
        {
            return ("off", keyed.Why, null);
        }

        if (inquiry.CacheWish == CacheWish.Refresh)
        {
            return ("miss", "refresh", null);
        }

        if (caller.Key is null && rules.Keys.Keys.Count > 0 && !plan.Route.Options.SharesCache)
        {
            return ("unknown", "each tenant has answers of its own: name a key with ?key=", null);
        }

        if (cache.TryFind(key, out var known))
        {
            return plan.Order.Any(known.IsBy) ? ("hit", null, known) : ("miss", $"{known.Deployment} is no candidate of this request", known);
        }

        return flights.IsUnderWay(key) && inquiry.CacheWish != CacheWish.Only ? ("joined", null, null) : ("miss", null, null);
    }
}
