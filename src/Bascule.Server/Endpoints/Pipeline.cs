using Bascule.Engine;
using Bascule.Engine.Dialects;
using Bascule.Engine.Dialects.Errands;
using Bascule.Engine.Ingress;
using Bascule.Server.Admin;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Endpoints;

/// <summary>What stands before and behind the engine: guards, callers' endpoints, operators' endpoints.</summary>
internal static class Pipeline
{
    public static void Map(WebApplication app)
    {
        app.UseMiddleware<QueryKey>();
        app.UseMiddleware<MetricsPort>();
        app.UseMiddleware<DrainDoor>();
        app.UseMiddleware<FrontDoor>();
        app.UseRouting();
        foreach (var dialect in DialectSet.Callers.Where(dialect => dialect.Shape.NamesModel))
        {
            MapChat(app, dialect);
        }

        foreach (var errand in ErrandSet.Addressed)
        {
            MapErrand(app, errand);
        }

        GeminiEndpoints.Map(app);
        ResponseEndpoints.Map(app);
        ModelEndpoints.Map(app);
        OllamaEndpoints.Map(app);
        CallerEndpoints.Map(app);
        AdminEndpoints.Map(app);
        app.MapFallback("{**path}", CallerErrors.UnknownPathAsync);
    }

    private static void MapChat(WebApplication app, ICallerDialect dialect)
    {
        var receptionist = app.Services.GetRequiredService<Receptionist>();
        var journey = app.Services.GetRequiredService<Journey>();
        var rules = app.Services.GetRequiredService<LiveRules>();
        app.Map(dialect.ChatPath, async (HttpContext context) =>
        {
            await using var inquiry = receptionist.Greet(context, dialect);
            await journey.RunAsync(inquiry, rules.Now);
        });
    }

    private static void MapErrand(WebApplication app, Errand errand)
    {
        var receptionist = app.Services.GetRequiredService<Receptionist>();
        var journey = app.Services.GetRequiredService<Journey>();
        var rules = app.Services.GetRequiredService<LiveRules>();
        var dialect = DialectSet.FindCaller(errand.Caller)!;
        app.Map(errand.Address!, async (HttpContext context) =>
        {
            await using var inquiry = receptionist.Greet(context, dialect, errand: errand);
            await journey.RunAsync(inquiry, rules.Now);
        });
    }
}
