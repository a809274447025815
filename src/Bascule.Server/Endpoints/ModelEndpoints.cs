using System.Text.Json;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Resilience;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Endpoints;

/// <summary><c>/v1/models</c>: what this key may use, in OpenAI's shape or, with an <c>anthropic-version</c> header, in Anthropic's.</summary>
internal static class ModelEndpoints
{
    /// <summary>Models that nobody dated: both shapes want a moment.</summary>
    private static readonly DateTimeOffset Undated = DateTimeOffset.UnixEpoch;

    public static void Map(WebApplication app)
    {
        var identity = app.Services.GetRequiredService<CallerIdentity>();
        var rules = app.Services.GetRequiredService<LiveRules>();
        app.MapGet("/v1/models", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is { } caller)
            {
                var models = Listed(rules, caller).ToArray();
                await JsonAnswer.WriteAsync(context, 200, json => WriteList(json, models, IsAnthropic(context)));
            }
        });
        app.MapGet("/v1/models/{**id}", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is not { } caller)
            {
                return;
            }

            var id = Uri.UnescapeDataString((string?)context.GetRouteValue("id") ?? "");    // SDKs escape the slash of PROVIDER/UPSTREAM
            var resolved = rules.Now.Routes.Resolve(id, (name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute));
            if (resolved.Value is { } route)
            {
                await JsonAnswer.WriteAsync(context, 200, json => WriteModel(json, id, route.Candidates, IsAnthropic(context)));
            }
            else
            {
                await CallerErrors.WriteAsync(context, resolved.Failure! with { Kind = FailureKind.UnknownModel });
            }
        });
    }

    private static bool IsAnthropic(HttpContext context) => context.Request.Headers.ContainsKey("anthropic-version");

    private static IEnumerable<(string Name, IReadOnlyList<Target> Candidates)> Listed(LiveRules rules, Caller caller) =>
        rules.Now.Routes.Listed((name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute));

    private static void WriteList(Utf8JsonWriter json, IReadOnlyList<(string Name, IReadOnlyList<Target> Candidates)> models, bool anthropic)
    {
        json.WriteStartObject();
        if (!anthropic)
        {
            json.WriteString("object", "list");
        }

        json.WriteStartArray("data");
        foreach (var (name, candidates) in models)
        {
            WriteModel(json, name, candidates, anthropic);
        }

        json.WriteEndArray();
        if (anthropic)
        {
            json.WriteBoolean("has_more", false);
            json.WriteString("first_id", models.Count > 0 ? models[0].Name : null);
            json.WriteString("last_id", models.Count > 0 ? models[^1].Name : null);
        }

        json.WriteEndObject();
    }

    private static void WriteModel(Utf8JsonWriter json, string name, IReadOnlyList<Target> candidates, bool anthropic)
    {
        var first = candidates.Count > 0 ? candidates[0] : null;
        var released = DateTimeOffset.TryParse(first?.Deployment.Model?.Released?.Value, out var date) ? date : Undated;
        json.WriteStartObject();
        json.WriteString("id", name);
        if (anthropic)
        {
            json.WriteString("type", "model");
            json.WriteString("display_name", name);
            json.WriteString("created_at", released.ToString("yyyy-MM-ddTHH:mm:ssZ"));
        }
        else
        {
            json.WriteString("object", "model");
            json.WriteNumber("created", released.ToUnixTimeSeconds());
            json.WriteString("owned_by", first?.Deployment.Provider ?? "bascule");
        }

        json.WriteEndObject();
    }
}
