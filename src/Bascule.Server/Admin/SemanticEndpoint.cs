using System.Text.Json;
using Bascule.Engine.Caching.Semantic;
using Bascule.Engine.Caching.Semantic.Proof;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary><c>/bascule/v1/cache/semantic</c>: for each route that answers similar questions from memory, what has been proved and what is missing.</summary>
internal sealed class SemanticEndpoint(LiveRules rules, SemanticCache cache)
{
    /// <summary>A share is shown to a hundredth of a percent.</summary>
    private const int Digits = 4;

    public async Task AnswerAsync(HttpContext context)
    {
        var routes = rules.Now.Routes.Routes.Where(route => route is { Semantic: not null, Options.Cache.Semantic: not null })
            .Select(route => cache.Of(route.Name, route.Options.Cache!.Semantic!)).ToArray();
        if (routes.Length > 0)
        {
            await cache.RoundAsync(context.RequestAborted);    // what other replicas have found, and what was before a restart
        }

        await JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("semantic");
            foreach (var route in routes)
            {
                Write(json, route);
            }

            json.WriteEndArray();
            json.WriteNumber("vectors", cache.Index.Count);
            json.WriteNumber("vector_bytes", cache.Index.UsedBytes);
            json.WriteEndObject();
        });
    }

    private static void Write(Utf8JsonWriter json, SemanticRoute route)
    {
        var (state, (looked, hits), (similar, guarded), (pairs, differed)) = (route.State(), route.Looks, route.Guards, route.Noise.Seen());
        json.WriteStartObject();
        json.WriteString("route", route.Name);
        json.WriteString("embedder", route.Options.Embedder);
        json.WriteString("judge", route.Options.Judge);
        json.WriteBoolean("open", state.Open);
        json.WriteString("state", state.Text);
        json.WriteNumber("min_similarity", state.MinSimilarity);
        json.WriteNumber("max_false_hits", state.Share);
        json.WriteNumber("checks", state.Checks);
        json.WriteNumber("checks_needed", state.Needed);
        json.WriteNumber("false", state.Wrong);
        Share(json, "false_hit_rate", state.Wrong, state.Checks);
        json.WriteNumber("false_hit_bound", Math.Round(state.Bound, Digits));
        json.WriteNumber("begun_anew", state.Epoch);
        json.WriteNumber("looked_up", looked);
        json.WriteNumber("hits", hits);
        Share(json, "hit_rate", hits, looked);
        json.WriteNumber("similar", similar);
        json.WriteNumber("guarded", guarded);
        json.WriteStartObject("self_noise");
        json.WriteNumber("pairs", pairs);
        Share(json, "rate", differed, pairs);
        json.WriteNumber("threshold", Math.Round(route.Noise.Threshold, 2));
        json.WriteEndObject();
        json.WriteStartArray("curve");
        foreach (var point in state.Curve)
        {
            Write(json, point);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, in CurvePoint point)
    {
        json.WriteStartObject();
        json.WriteNumber("threshold", point.Threshold);
        json.WriteNumber("checks", point.Checks);
        json.WriteNumber("false", point.Wrong);
        Share(json, "false_hit_rate", point.Wrong, point.Checks);
        json.WriteNumber("false_hit_bound", Math.Round(point.Bound, Digits));
        json.WriteEndObject();
    }

    /// <summary>Of nothing there is no share.</summary>
    private static void Share(Utf8JsonWriter json, string name, long part, long of)
    {
        if (of == 0)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteNumber(name, Math.Round((double)part / of, Digits));
        }
    }
}
