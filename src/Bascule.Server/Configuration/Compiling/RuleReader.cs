using Bascule.Engine.Conversation;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Routing;
using Bascule.Engine.Routing.Shadowing;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads a route's <c>rules</c> and its <c>shadow</c>.</summary>
internal sealed class RuleReader(ProblemList problems, Names names, ConditionReader conditions)
{
    public ValueList<RuleOptions> Read(ConfigNode route, ValueList<string> candidates, string path)
    {
        var rules = new List<RuleOptions>();
        var items = route.Set("rules") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { Kind: NodeKind.Map } rule)
            {
                continue;
            }

            if (rule["when"] is not { Kind: not NodeKind.Null } when)
            {
                problems.Error(rule, $"{path}[{i}]", "when is missing", "write when: { tier: free }, or when: {} for every request");
            }
            else
            {
                var condition = conditions.Read(when, $"{path}[{i}].when");
                rules.Add(new RuleOptions(condition, Use(rule, candidates, $"{path}[{i}]")));
                if (condition is AllOf { Inner.Count: 0 } && i < items.Count - 1)
                {
                    problems.Warning(items[i + 1], $"{path}[{i + 1}]", "no request comes this far: the rule before it holds for every one", "put the rule that always holds last");
                }
            }
        }

        return [.. rules];
    }

    public ShadowOptions? Shadow(ConfigMember route, string path)
    {
        if (route.Value.Set("shadow") is not { Kind: NodeKind.Map } shadow)
        {
            return null;
        }

        foreach (var key in new[] { "to", "share" }.Where(shadow.IsMissing))
        {
            problems.Error(shadow, path, $"{key} is missing", "write shadow: { to: PROVIDER/MODEL, share: 0.05 }");
        }

        return shadow.Set("to") is { Kind: NodeKind.Text } to && names.Resolve(to, $"{path}.to", route.Name.Contains('*', StringComparison.Ordinal)) && shadow.NumberAt("share") is { } share
            ? new ShadowOptions(to.Text, share)
            : null;
    }

    /// <summary>A rule chooses among the route's candidates: a name that is none of them would ask someone the operator did not list.</summary>
    private ValueList<string> Use(ConfigNode rule, ValueList<string> candidates, string path)
    {
        var use = new List<string>();
        foreach (var item in (rule.ItemsAt("use") ?? []).Where(item => item.Kind == NodeKind.Text))
        {
            if (!candidates.Contains(item.Text))
            {
                problems.Error(
                    item, $"{path}.use", "no candidate of this route has this name",
                    Nearest.Mend(item.Text, candidates, candidates.Count == 0 ? "write candidates first" : $"add it to candidates, or use {string.Join(", ", candidates.Take(5))}"), Shown.Value(item));
            }
            else if (use.Contains(item.Text))
            {
                problems.Error(item, $"{path}.use", "this name stands in the list twice", "remove one", Shown.Value(item));
            }
            else
            {
                use.Add(item.Text);
            }
        }

        if (rule.ItemsAt("use") is null or [])
        {
            problems.Error(rule, path, "use is missing", "write use: [CANDIDATE], of the route's candidates");
        }

        return [.. use];
    }
}
