using System.Data.Common;
using Bascule.Engine.Access;
using Bascule.Engine.Conversation;
using Bascule.Engine.Ledger;
using Bascule.Server.Admin;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Keys;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Bascule.Server.Endpoints;

/// <summary>What a caller may know with his own key: what it allows, and the story of his own calls.</summary>
internal static class CallerEndpoints
{
    public static void Map(WebApplication app)
    {
        var identity = app.Services.GetRequiredService<CallerIdentity>();
        app.MapGet("/v1/key", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is { } caller)
            {
                await WriteKeyAsync(context, caller);
            }
        });
        app.MapGet("/v1/requests/{id}", async (HttpContext context) =>
        {
            if (await identity.OfAsync(context) is { } caller)
            {
                await WriteRequestAsync(context, caller);
            }
        });
    }

    private static async Task WriteKeyAsync(HttpContext context, Caller caller)
    {
        var rules = context.RequestServices.GetRequiredService<LiveRules>();
        var use = caller.Key is null ? default : await context.RequestServices.GetRequiredService<Gatekeeper>().UseOfAsync(caller.Key);
        var budgets = (await context.RequestServices.GetRequiredService<Gatekeeper>().BudgetsOfAsync([caller], rules.Now.Budgets))[0];
        var models = rules.Now.Routes.Listed((name, isRoute) => Gatekeeper.MayAsk(caller, name, isRoute)).Select(listed => listed.Name);
        await JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteString("id", caller.Key?.Id);
            json.WriteString("name", caller.Key?.Name);
            json.WriteString("team", caller.Key?.Team);
            json.WriteString("tier", caller.Key?.Tier);
            json.WriteBoolean("may_set_tier", caller.Key is null or { MayTierBeSet: true });
            json.WriteStartObject("tags");
            foreach (var (name, value) in caller.Key?.Tags ?? [])
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteString("data_class", (caller.Key?.DataClass ?? DataClass.Internal).ToWord());
            json.WriteString("max_data_class", caller.Key?.MaxDataClass?.ToWord());
            json.WriteStartArray("models");
            foreach (var model in models)
            {
                json.WriteStringValue(model);
            }

            json.WriteEndArray();
            json.WriteStartObject("limits");
            if (caller.Key is { } key)
            {
                if (key.Limits.RequestsPerMinute is { } perMinute)
                {
                    json.WriteNumber("requests_per_minute", perMinute);
                    json.WriteNumber("requests_left", Math.Max(0, perMinute - use.Requests));
                }

                if (key.Limits.TokensPerMinute is { } tokens)
                {
                    json.WriteNumber("tokens_per_minute", tokens);
                    json.WriteNumber("tokens_left", Math.Max(0, tokens - use.Tokens));
                }

                if (key.Limits.Concurrency is { } most)
                {
                    json.WriteNumber("concurrency", most);
                    json.WriteNumber("concurrency_left", Math.Max(0, most - use.InFlight));
                }

                json.WriteNumber("in_flight", use.InFlight);
            }

            json.WriteEndObject();
            KeyBudgets.Write(json, budgets);
            if (caller.Key is { } each && each.PerUser != UserLimits.None)
            {
                KeyJson.WriteUser(json, each.PerUser);
            }

            if (caller.Key?.Expires is { } end)
            {
                json.WriteString("expires", end);
            }

            if (caller.SecretUntil is { } until)
            {
                json.WriteString("secret_until", until);
            }

            json.WriteEndObject();
        });
    }

    private static async Task WriteRequestAsync(HttpContext context, Caller caller)
    {
        await context.RequestServices.GetRequiredService<Drain>().FlushAsync(context.RequestAborted);
        LedgerRow? row;
        try
        {
            row = Guid.TryParse((string?)context.GetRouteValue("id"), out var id)
                ? await context.RequestServices.GetRequiredService<ILedgerStore>().FindAsync(id, context.RequestAborted)
                : null;
        }
        catch (DbException)
        {
            await CallerErrors.WriteAsync(context, RequestsEndpoint.StoreAway);
            return;
        }

        if (row is null || Caller.TenantOf(row.Team, row.Key, row.KeyId) != caller.Tenant)
        {
            await CallerErrors.WriteAsync(context, new Failure(Blame.Caller, FailureKind.UnknownPath, "request_not_found", "There is no request with this id among yours."));
            return;
        }

        await JsonAnswer.WriteAsync(context, 200, json => RowJson.Write(json, row));
    }
}
