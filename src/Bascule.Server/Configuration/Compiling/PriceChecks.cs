using Bascule.Engine.Access;
using Bascule.Engine.Catalog;
using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Routing;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Says where a key is held to known prices and may ask for a route of which no deployment has a price: every such request would be refused.</summary>
internal sealed class PriceChecks(ProblemList problems, Names names, ConfigSurroundings surroundings)
{
    public void Check(ConfigNode root, IReadOnlyList<KeyOptions> keys, IReadOnlyList<RouteOptions> routes, BudgetRules budgets)
    {
        var items = root.Set("keys") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            var key = items[i].Kind == NodeKind.Map ? keys.FirstOrDefault(key => key.Name == items[i].TextAt("name")) : null;
            if (key is null || !new Caller(key).RefusesUnpriced(budgets))
            {
                continue;
            }

            foreach (var route in routes.Where(route => Gatekeeper.MayAsk(new Caller(key), route.Name, isRoute: true) && route.Candidates.Count > 0 && route.Candidates.All(IsUnpriced)))
            {
                problems.Warning(
                    items[i], $"keys[{i}]", $"a budget or 'unpriced' asks for known prices here, and no deployment of route '{Shown.Short(route.Name)}' has one: this key's requests there are refused",
                    "give them a price under deployments (price: { input: 0.12, output: 0.35 }), or write unpriced: allow");
            }
        }
    }

    /// <summary>A pattern stands for many models, of which some may have a price.</summary>
    private bool IsUnpriced(string candidate) => names.Find(candidate) is { } found && new Deployment(found.Deployment, found.Vendor, surroundings.Facts).PriceAt(surroundings.Time.GetUtcNow()) is null;
}
