using Bascule.Server.Configuration.Language;
using Bascule.Engine.Policy.Licensing;
using Bascule.Server.Configuration.Document;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>Reads <c>organisation</c>: what licences and law are checked against.</summary>
internal sealed class OrganisationReader(ProblemList problems)
{
    public OrganisationOptions? Read(ConfigNode root)
    {
        if (root.Set("organisation") is not { Kind: NodeKind.Map } node)
        {
            return null;
        }

        return new OrganisationOptions
        {
            MonthlyActiveUsers = node.WholeAt("monthly_active_users"),
            Commercial = node.FlagAt("commercial") ?? true,
            Jurisdictions = node.TextsAt("jurisdictions") ?? [],
            ForbiddenOrigins = node["forbidden_origins"] is { Kind: NodeKind.List, Items.Count: 0 } ? [] : node.TextsAt("forbidden_origins") ?? [],
            Accepted = [.. Accepted(node)],
        };
    }

    private IEnumerable<AcceptedClause> Accepted(ConfigNode organisation)
    {
        var items = organisation.Set("accept") is { Kind: NodeKind.List } list ? list.Items : [];
        for (var i = 0; i < items.Count; i++)
        {
            if (items[i] is not { Kind: NodeKind.Map } item)
            {
                continue;
            }

            foreach (var missing in new[] { "clause", "by", "at" }.Where(item.IsMissing))
            {
                problems.Error(item, $"organisation.accept[{i}]", $"{missing} is missing", "write { clause: llama-3-aup, by: legal@example.com, at: 2026-11-01 }: who accepted what, and when");
            }

            if (item.TextAt("clause") is { } clause && item.TextAt("by") is { } by && item.TextAt("at") is { } text && Scalars.TryDate(text, out var at))
            {
                yield return new AcceptedClause(clause, by, at);
            }
        }
    }
}
