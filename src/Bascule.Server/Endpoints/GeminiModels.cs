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

/// <summary><c>/v1beta/models</c>: what this key may use, in Gemini's shape.</summary>
internal static class GeminiModels
{
    private static readonly string[] Methods = ["generateContent", "streamGenerateContent", "countTokens"];

    public static void Map(WebApplication app)
    {
        app.MapGet("/v1beta/models", ListAsync);
        app.MapGet("/v1beta/models/{**id}", OneAsync);
    }

    private static async Task ListAsync(HttpContext context)
    {
        if (await CallerOfAsync(context) is not { } caller)
        {
            return;
        }

        var models = RulesOf(context).Now.Routes.Listed((name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute)).ToArray();
        await JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("models");
            foreach (var (name, candidates) in models)
            {
                Write(json, name, candidates);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        });
    }

    private static async Task OneAsync(HttpContext context)
    {
        if (await CallerOfAsync(context) is not { } caller)
        {
            return;
        }

        var name = GeminiEndpoints.ModelOf((string?)context.GetRouteValue("id") ?? "");
        var resolved = RulesOf(context).Now.Routes.Resolve(name, (known, isRoute) => Gatekeeper.MayAsk(caller, known, isRoute));
        if (resolved.Value is { } route)
        {
            await JsonAnswer.WriteAsync(context, 200, json => Write(json, name, route.Candidates));
        }
        else
        {
            await CallerErrors.WriteAsync(context, resolved.Failure! with { Kind = FailureKind.UnknownModel });
        }
    }

    private static Task<Caller?> CallerOfAsync(HttpContext context) => context.RequestServices.GetRequiredService<CallerIdentity>().OfAsync(context);

    private static LiveRules RulesOf(HttpContext context) => context.RequestServices.GetRequiredService<LiveRules>();

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<Target> candidates)
    {
        var facts = candidates.Count > 0 ? candidates[0].Deployment.Model : null;
        json.WriteStartObject();
        json.WriteString("name", "models/" + name);
        json.WriteString("version", facts?.Released?.Value ?? "");
        json.WriteString("displayName", facts?.Name.Value ?? name);
        if ((facts?.MaxInput ?? facts?.ContextWindow) is { } input)
        {
            json.WriteNumber("inputTokenLimit", input.Value);
        }

        if (facts?.MaxOutput is { } output)
        {
            json.WriteNumber("outputTokenLimit", output.Value);
        }

        json.WriteStartArray("supportedGenerationMethods");
        foreach (var method in Methods)
        {
            json.WriteStringValue(method);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }
}
