using System.Data.Common;
using Bascule.Engine.Caching;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;

namespace Bascule.Server.Admin;

/// <summary>The answers that are kept to be given again: how many, and that they are to be forgotten.</summary>
internal sealed class CacheEndpoint(AnswerCache cache, LiveRules rules, AdminActs acts)
{
    public Task AnswerAsync(HttpContext context) => JsonAnswer.WriteAsync(context, 200, json =>
    {
        json.WriteStartObject();
        json.WriteNumber("entries", cache.Count);
        json.WriteNumber("bytes", cache.Bytes);
        json.WriteNumber("max_bytes", cache.MaxBytes);
        json.WriteStartArray("routes");
        foreach (var route in rules.Config.Routes.Where(route => route.Cache is not null))
        {
            json.WriteStringValue(route.Name);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    /// <summary>One route's, by the name that was asked for, or all.</summary>
    public async Task ClearAsync(HttpContext context)
    {
        var reader = new QueryReader(context.Request.Query);
        var (route, all) = (reader.Text("route"), reader.Text("all"));
        if (route is null == (all is null) || all is not (null or "true"))
        {
            reader.Refuse("route", "or 'all' must be given, and one of them alone", "Write ?route=NAME or ?all=true.");
        }

        if (reader.Trouble is { } trouble)
        {
            await AdminAnswer.FailAsync(context, trouble);
            return;
        }

        if (!await acts.NoteAsync(context, "cache.clear", route is null ? "all routes" : $"route {route}"))
        {
            return;
        }

        try
        {
            var gone = await cache.ClearAsync(route, context.RequestAborted);
            if (gone == 0 && route is not null && rules.Now.Routes.Resolve(route, static (_, _) => true).Value?.Options.Cache is null)
            {
                // What a route kept before it lost its cache is cleared all the same; of a name that nobody knows there was nothing.
                var known = rules.Config.Routes.Where(one => one.Cache is not null).Select(one => one.Name).ToArray();
                var mend = known.Length == 0 ? "No route has a cache." : $"Those that have one: {string.Join(", ", known)}.";
                await AdminAnswer.FailAsync(context, AdminAnswer.NotFound("route_not_found", "No route of this name has a cache, nor is an answer of it kept.", mend));
                return;
            }

            await JsonAnswer.WriteAsync(context, 200, json =>
            {
                json.WriteStartObject();
                json.WriteNumber("entries", gone);
                json.WriteEndObject();
            });
        }
        catch (Exception away) when (away is DbException or TimeoutException)
        {
            await AdminAnswer.FailAsync(context, RequestsEndpoint.StoreAway with { Message = "The store cannot be written now: this process has forgotten them, the store has not.", Mend = "The gateway's log says why; ask again: it may be repeated." });
        }
    }
}
