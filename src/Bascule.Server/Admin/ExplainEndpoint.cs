using System.Text.Json;
using Bascule.Engine;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Remote;
using Bascule.Engine.Ingress;
using Bascule.Engine.Limits;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Pricing;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Strategies;
using Bascule.Engine.Steps;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/explain</c>: what would happen to a request, by the same code as the journey. Nothing is sent, counted or written.</summary>
internal sealed class ExplainEndpoint(Receptionist receptionist, LiveRules rules, ExplainedCache cache, TokenEstimator tokens, PromptStep prompts, Random dice, TimeProvider time)
{
    public async Task AnswerAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var now = rules.Now;
        var caller = CallerOf(reader, now);
        var dialect = DialectOf(reader, context.Request);
        var model = reader.Text("model");
        if (reader.Trouble is { } wrong)
        {
            await AdminAnswer.FailAsync(context, wrong);
            return;
        }

        // Where the address names the model, as in Gemini's dialect, the question does.
        var named = dialect!.Shape.NamesModel ? null : new CallAddress(model ?? "", Stream: false);
        await using var inquiry = receptionist.Greet(context, dialect, named);
        if ((inquiry.Trouble ?? await inquiry.ListenAsync(now.MaxRequestBytes, now.Screen.ReadsInput)) is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        inquiry.Profile!.EstimatedInputTokens = tokens.Estimate(null, inquiry.Profile);
        var explained = Explain(inquiry, caller!, now);
        if (caller!.Key is { } key && Gatekeeper.Ended(key, time.GetUtcNow()) is { } ended)
        {
            explained = explained with { Refusal = ended };    // it is refused before all else; the plan is what it would be without that
        }

        await JsonAnswer.WriteAsync(context, 200, json => Write(json, inquiry, caller!, explained, now));
    }

    private static Caller? CallerOf(QueryReader reader, Rulebook now)
    {
        if (reader.Text("key") is not { } name)
        {
            return Caller.Anonymous;
        }

        if (now.Keys.Keys.FirstOrDefault(key => key.Name == name) is { } found)
        {
            return new Caller(found);
        }

        reader.Refuse("key", "names no key of this gateway", now.Keys.Keys.Count == 0 ? "There are no keys: leave it out." : $"Known are {string.Join(", ", now.Keys.Keys.Take(20).Select(key => key.Name))}.");
        return null;
    }

    private static ICallerDialect? DialectOf(QueryReader reader, HttpRequest request)
    {
        var name = reader.Text("dialect") ?? (request.Headers.ContainsKey("anthropic-version") ? "anthropic" : "openai-chat");
        var dialect = DialectSet.FindCaller(name);
        if (dialect is null)
        {
            reader.Refuse("dialect", "is no dialect that callers speak here", $"Write {string.Join(" or ", DialectSet.Callers.Select(known => known.Name))}.");
        }

        return dialect;
    }

    /// <summary>The steps of the journey from the name to the plan, with the same actors.</summary>
    private Explained Explain(Inquiry inquiry, Caller caller, Rulebook now)
    {
        var resolved = now.Routes.Resolve(inquiry.Profile!.Model, (name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute));
        if (resolved.Value is not { } route)
        {
            return new Explained(null, Screen.Classify(caller.Key?.DataClass, null, inquiry.DataClass), null, resolved.Failure, null);
        }

        var dataClass = Screen.Classify(caller.Key?.DataClass, route.Options.DataClass, inquiry.DataClass);
        var screened = now.Screen.Look(inquiry.FactsOf(caller, dataClass), inquiry.Body!.Bytes.Span, inquiry.Form?.Boundary, inquiry.Query);
        dataClass = screened?.DataClass ?? dataClass;
        screened = new RemoteScreen(now.Screen, now.Arbiter, time).Rehearse(screened, inquiry.FactsOf(caller, dataClass));
        if ((screened?.Refusal ?? Arbiter.Judge(dataClass, caller.Key?.MaxDataClass)) is { } refused)
        {
            var considered = route.Candidates.Select(target => new Considered(target, [refused.Message])).ToArray();
            return new Explained(route, dataClass, new RoutePlan(route, considered, []), refused, screened);
        }

        var occasion = new Occasion(inquiry.Profile, caller.Tenant, inquiry.Session, inquiry.At, dice, IsRehearsal: true) { Prompt = prompts.Recognise(inquiry, route, caller.Tenant) };
        var facts = inquiry.FactsOf(caller, dataClass);
        var plan = Planner.Plan(route, facts, occasion, Unpriced.Besides(caller.RefusesUnpriced(now.Budgets), inquiry.At, null), now.Arbiter.For(facts));
        return new Explained(route, dataClass, plan, Unpriced.NobodyLeft(plan) ?? plan.Failure, screened);
    }

    private void Write(Utf8JsonWriter json, Inquiry inquiry, Caller caller, Explained explained, Rulebook now)
    {
        json.WriteStartObject();
        json.WriteString("route", explained.Route?.Name);
        json.WriteString("dialect", inquiry.Dialect.Name);
        json.WriteString("key", caller.Key?.Name);
        json.WriteString("data_class", explained.DataClass.ToWord());
        json.WritePropertyName("profile");
        json.WriteRawValue(inquiry.TextOf(inquiry.FactsOf(caller, explained.DataClass), explained.Route?.Named ?? NamedFacts.None));
        json.WriteString("rule", explained.Plan?.Rule?.Place);
        FactJson.WriteNames(json, "policies", explained.Plan?.Policies ?? []);
        json.WriteStartArray("candidates");
        foreach (var candidate in explained.Plan?.Candidates ?? [])
        {
            json.WriteStartObject();
            json.WriteString("deployment", candidate.Target.Deployment.Name);
            json.WriteBoolean("eligible", candidate.Eligible);
            json.WriteStartArray("reasons");
            foreach (var reason in candidate.Reasons)
            {
                json.WriteStringValue(reason);
            }

            json.WriteEndArray();
            json.WriteStartArray("cooling");
            foreach (var ailment in explained.Plan!.Cooling.FirstOrDefault(cooled => ReferenceEquals(cooled.Target, candidate.Target))?.Ailments ?? [])
            {
                json.WriteStringValue(ailment.Reason);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("plan");
        foreach (var target in explained.Plan?.Order ?? [])
        {
            json.WriteStringValue(target.Deployment.Name);
        }

        json.WriteEndArray();
        json.WritePropertyName("decision");
        json.WriteRawValue(Decision.ToJson(explained.Plan, made: null, screened: explained.Screened));
        cache.Write(json, inquiry, caller, inquiry.FactsOf(caller, explained.DataClass), explained.Plan, explained.Screened, now);
        RowJson.WriteUsd(json, "estimated_cost_usd", EstimatedNano(inquiry.Profile!, explained.Plan));
        if (explained.Refusal is { } refusal)
        {
            json.WriteStartObject("refused");
            json.WriteNumber("status", inquiry.Dialect.StatusOf(refusal));
            json.WriteString("code", refusal.Code);
            json.WriteString("message", refusal.Message);
            json.WriteString("mend", refusal.Mend);
            json.WriteEndObject();
        }
        else
        {
            json.WriteNull("refused");
        }

        json.WriteString("config_version", rules.Config.Version);
        json.WriteEndObject();
    }

    /// <summary>What the first candidate would ask for the estimated input and the most output; null where a price or a bound is unknown.</summary>
    private long? EstimatedNano(RequestProfile profile, RoutePlan? plan)
    {
        if (plan is not { Order: [var first, ..] }
            || first.Deployment.PriceAt(time.GetUtcNow()) is not { } price
            || (profile.MaxOutputTokens ?? first.Deployment.Model?.MaxOutput?.Value) is not { } output)
        {
            return null;
        }

        return price.CostNano(new TokenCounts(profile.EstimatedInputTokens, 0, 0, output));
    }

    private sealed record Explained(Route? Route, DataClass DataClass, RoutePlan? Plan, Failure? Refusal, Screened? Screened);
}
