using Bascule.Engine.Limits.Budgets;
using Bascule.Engine.Pricing;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads a <c>budget</c>, wherever it stands, and those of <c>teams</c>.</summary>
internal sealed class BudgetReader(ProblemList problems)
{
    /// <summary>The budget at this key, or null.</summary>
    public BudgetOptions? Read(ConfigNode map, string path)
    {
        if (map.Set("budget") is not { Kind: NodeKind.Map } node)
        {
            return null;
        }

        foreach (var key in new[] { "usd", "per" }.Where(node.IsMissing))
        {
            problems.Error(node, $"{path}.budget", $"{key} is missing", "write budget: { usd: 100, per: month }, per hour, day or month");
        }

        return node.NumberAt("usd") is { } usd && Money.ToNano(usd) is > 0 and var nano && BudgetPeriods.Parse(node.TextAt("per")) is { } per ? new BudgetOptions(nano, per) : null;
    }

    /// <summary>The budgets of the organisation and of the teams that have one.</summary>
    /// <param name="teams">The teams that keys name: a budget of another one would bound nothing.</param>
    public BudgetRules ReadRules(ConfigNode root, IReadOnlyCollection<string> teams)
    {
        var budgets = new SortedDictionary<string, BudgetOptions>(StringComparer.Ordinal);
        foreach (var team in root.MembersAt("teams"))
        {
            if (team.Value.Kind == NodeKind.Map && Read(team.Value, $"teams.{team.Name}") is { } budget)
            {
                budgets[team.Name] = budget;
                if (!teams.Contains(team.Name))
                {
                    problems.Add(ConfigSeverity.Warning, team.Line, team.Column, $"teams.{team.Name}", Language.Shown.Short(team.Name), "no key of the file names this team", "write team: on its keys; keys made by the API may name it too");
                }
            }
        }

        return new BudgetRules(root.Set("organisation") is { Kind: NodeKind.Map } organisation ? Read(organisation, "organisation") : null, new([.. budgets]));
    }
}
