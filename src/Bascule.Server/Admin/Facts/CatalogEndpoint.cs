using System.Globalization;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;
using Bascule.Engine.Conversation;
using Bascule.Engine.Routing;
using Bascule.Server.Endpoints;
using Bascule.Server.Rules;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Bascule.Server.Admin.Facts;

/// <summary><c>/bascule/v1/catalog</c>: models with each fact's source and date, and who uses them here.</summary>
internal sealed class CatalogEndpoint(FactBook book, LiveRules rules, TimeProvider time)
{
    public Task ListAsync(HttpContext context)
    {
        if (Read(context.Request.Query, out var wrong) is not { } filter)
        {
            return AdminAnswer.FailAsync(context, wrong!);
        }

        var now = time.GetUtcNow();
        var users = Users();
        return JsonAnswer.WriteAsync(context, 200, json =>
        {
            json.WriteStartObject();
            json.WriteStartArray("data");
            foreach (var model in filter.Of(book, now))
            {
                ModelJson.Write(json, book, model, now, users[model.Id]);
            }

            json.WriteEndArray();
            json.WriteString("notice", LicenceFacts.Notice);
            json.WriteEndObject();
        });
    }

    public Task FindAsync(HttpContext context)
    {
        // An escaped slash stays escaped in a path; as part of an id it is one.
        var id = ((string?)context.GetRouteValue("id") ?? "").Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        if (book.Named(id) is { } model)
        {
            return JsonAnswer.WriteAsync(context, 200, json => ModelJson.Write(json, book, model, time.GetUtcNow(), Users()[model.Id]));
        }

        var near = NearNames.Of(id, book.Models.Select(known => known.Id));
        return AdminAnswer.FailAsync(context, AdminAnswer.NotFound(
            "model_not_found", "There is no model of this id in the catalog.",
            near.Count > 0 ? $"Near to it: {string.Join(", ", near)}." : "GET /bascule/v1/catalog lists them."));
    }

    private ILookup<string, string> Users() => rules.Now.Targets.All
        .Where(target => target.Deployment.Model is not null)
        .ToLookup(target => target.Deployment.Model!.Id, target => target.Deployment.Name);

    private static CatalogFilter? Read(IQueryCollection query, out Failure? wrong)
    {
        var (context, price, open, able) = ((string?)query["min_context"], (string?)query["max_price"], (string?)query["openness"], (string?)query["capability"]);
        var (minContext, maxPrice) = (0L, 0m);
        wrong = context is not null && !long.TryParse(context, NumberStyles.None, CultureInfo.InvariantCulture, out minContext)
                ? AdminAnswer.Wrong("min_context", "is not a number of tokens", "min_context=100000")
            : price is not null && !decimal.TryParse(price, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out maxPrice)
                ? AdminAnswer.Wrong("max_price", "is not USD per million tokens", "max_price=2.5")
            : open is not null && OpennessWords.Parse(open) is null
                ? AdminAnswer.Wrong("openness", $"is none of {string.Join(", ", OpennessWords.All)}", "openness=open-weights")
            : able is not null && !CatalogFilter.AbilityNames.Contains(able, StringComparer.OrdinalIgnoreCase)
                ? AdminAnswer.Wrong("capability", $"is none of {string.Join(", ", CatalogFilter.AbilityNames)}", "capability=tools")
            : null;
        return wrong is not null ? null : new()
        {
            Word = query["search"],
            Vendor = query["vendor"],
            Openness = OpennessWords.Parse(open),
            Licence = query["licence"],
            Ability = able,
            MinContext = context is null ? null : minContext,
            MaxPrice = price is null ? null : maxPrice,
        };
    }
}
