using System.Text.Json;
using Bascule.Engine.Conversation;
using Bascule.Engine.Guardrails;
using Bascule.Engine.Guardrails.Output;
using Bascule.Engine.Resilience;

namespace Bascule.Engine.Routing;

/// <summary>The decision as a record: stored with the request, shown by <c>explain</c>.</summary>
public static class Decision
{
    /// <summary>Why this order, and which bytes were changed, as a JSON object.</summary>
    /// <param name="passedOver">Who had no room, by name.</param>
    /// <param name="made">The attempt that answered or was the last; null: none yet.</param>
    /// <param name="screened">What the guardrails found; null: none looked.</param>
    /// <param name="answers">What those on answers found; null: none looked.</param>
    /// <param name="cache">Writes what the cache had to do with it; null: nothing.</param>
    public static string ToJson(RoutePlan? plan, AttemptReport? made, IReadOnlyList<string>? passedOver = null, Screened? screened = null, OutputNotes? answers = null, Action<Utf8JsonWriter>? cache = null) => plan is null && screened is null ? "{}" : FactJson.Object(json =>
    {
        if (screened is not null || answers is not null)
        {
            Screened.Write(json, screened, answers);
        }

        if (plan is null)
        {
            return;
        }

        json.WriteString("strategy", plan.Route.Options.Strategy);
        if (plan.Rule is { } rule)
        {
            json.WriteString("rule", rule.Place);
        }

        if (plan.Policies.Count > 0)
        {
            FactJson.WriteNames(json, "policies", plan.Policies);
        }

        if (plan.Order.Count > 0)
        {
            json.WriteStartArray("order");
            for (var i = 0; i < plan.Order.Count; i++)
            {
                json.WriteStringValue(plan.Order[i].Deployment.Name);
            }

            json.WriteEndArray();
        }

        if (plan.Ranking is { } ranking)
        {
            json.WriteString("ranked_by", ranking.By);
            json.WriteStartObject("scores");
            foreach (var score in ranking.Scores)
            {
                if (score.Value is { } value)
                {
                    json.WriteNumber(score.Target.Deployment.Name, value);
                }
                else
                {
                    json.WriteNull(score.Target.Deployment.Name);
                }
            }

            json.WriteEndObject();
        }

        plan.Stay?.Write(json);
        if (plan.Order.Count < plan.Candidates.Count)
        {
            json.WriteStartObject("left_out");
            foreach (var candidate in plan.Candidates.Where(candidate => !candidate.Eligible))
            {
                FactJson.WriteNames(json, candidate.Target.Deployment.Name, candidate.Reasons);
            }

            json.WriteEndObject();
        }

        if (plan.Cooling.Count > 0)
        {
            json.WriteStartObject("cooling");
            foreach (var cooled in plan.Cooling)
            {
                FactJson.WriteNames(json, cooled.Target.Deployment.Name, [.. cooled.Ailments.Select(ailment => ailment.Reason)]);
            }

            json.WriteEndObject();
        }

        cache?.Invoke(json);
        if (passedOver is not null)
        {
            FactJson.WriteNames(json, "passed_over", passedOver);
        }

        FactJson.WriteNames(json, "edits", made?.Edits ?? []);
        FactJson.WriteNames(json, "dropped", made?.Dropped ?? []);
        if (made?.Prompt?.Change is { } change)
        {
            change.Write(json, made);
        }

        if (made is { CarriedOnBy.Count: > 0 })
        {
            FactJson.WriteNames(json, "rescued", made.CarriedOnBy);
        }

        if (made?.NotCarriedOn is { } why)
        {
            json.WriteString("not_rescued", why);
        }
    });

    /// <summary>A shadow's: which request it follows, and which bytes were changed.</summary>
    public static string OfShadow(Guid request, Target to, AttemptReport? made) => FactJson.Object(json =>
    {
        json.WriteString("shadow_of", request);
        FactJson.WriteNames(json, "order", [to.Deployment.Name]);
        FactJson.WriteNames(json, "edits", made?.Edits ?? []);
        FactJson.WriteNames(json, "dropped", made?.Dropped ?? []);
    });
}
