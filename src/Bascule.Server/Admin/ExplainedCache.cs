using System.Text.Json;
using Bascule.Engine;
using Bascule.Engine.Access;
using Bascule.Engine.Caching;
using Bascule.Engine.Caching.Flights;
using Bascule.Engine.Caching.Keys;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Ingress;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Routing;

namespace Bascule.Server.Admin;

/// <summary>What the cache would do with a request, and how its route's cache is set: nothing is counted, kept or looked for elsewhere than in memory.</summary>
internal sealed class ExplainedCache(CacheKeys keys, AnswerCache cache, FlightTable flights, TimeProvider time)
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

        if (cache.TryFind(key, out var known))
        {
            return plan.Order.Any(known.IsBy) ? ("hit", null, known) : ("miss", $"{known.Deployment} is no candidate of this request", known);
        }

        return flights.IsUnderWay(key) && inquiry.CacheWish != CacheWish.Only ? ("joined", null, null) : ("miss", null, null);
    }
}
