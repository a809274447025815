using System.Globalization;
using Bascule.Engine.Policy;
using Bascule.Engine.Policy.Conditions;
using Bascule.Engine.Policy.Licensing;
using Bascule.Engine.Policy.Requirements;

namespace Bascule.Server.Configuration;

/// <summary>Writes policies and the organisation as the language reads them.</summary>
internal static class PolicyText
{
    public static void Policy(YamlText yaml, PolicyOptions policy)
    {
        yaml.Text("name", policy.Name);
        ConditionText.Write(yaml, "when", policy.When);
        yaml.Open("require", () =>
        {
            foreach (var requirement in policy.Require)
            {
                Requirement(yaml, requirement);
            }
        });
        yaml.OpenList("examples", [.. policy.Examples.Select(example => (Action)(() =>
        {
            yaml.Open("request", () => Request(yaml, example.Written));
            yaml.List("allows", example.Allows);
        }))]);
    }

    public static void Organisation(YamlText yaml, OrganisationOptions organisation)
    {
        yaml.Plain("monthly_active_users", organisation.MonthlyActiveUsers?.ToString(CultureInfo.InvariantCulture));
        yaml.Plain("commercial", organisation.Commercial ? "true" : "false");
        yaml.List("jurisdictions", organisation.Jurisdictions);
        yaml.List("forbidden_origins", organisation.ForbiddenOrigins);
        yaml.OpenList("accept", [.. organisation.Accepted.Select(clause => (Action)(() =>
        {
            yaml.Text("clause", clause.Clause);
            yaml.Text("by", clause.By);
            yaml.Text("at", clause.At.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture));
        }))]);
    }

    private static void Requirement(YamlText yaml, Requirement requirement)
    {
        if (requirement.Written is [{ Name: not null }, ..] named)
        {
            yaml.Open(requirement.Word, () =>
            {
                foreach (var values in named)
                {
                    yaml.Plain(values.Name!, values.Values[0]);
                }
            });
        }
        else if (requirement.Written[0].Values is [var only])
        {
            yaml.Text(requirement.Word, only);
        }
        else
        {
            yaml.List(requirement.Word, requirement.Written[0].Values);
        }
    }

    /// <summary>What was written of one map, as <c>tag.team</c>, stands together again.</summary>
    private static void Request(YamlText yaml, IReadOnlyList<WrittenValues> written)
    {
        foreach (var values in written.Where(values => !values.Name!.Contains('.', StringComparison.Ordinal)))
        {
            if (values.Values is [var only])
            {
                yaml.Text(values.Name!, only);
            }
            else
            {
                yaml.List(values.Name!, values.Values);
            }
        }

        foreach (var map in written.Where(values => values.Name!.Contains('.', StringComparison.Ordinal)).GroupBy(values => values.Name![..values.Name!.IndexOf('.', StringComparison.Ordinal)]))
        {
            yaml.Open(map.Key, () =>
            {
                foreach (var values in map)
                {
                    yaml.Text(values.Name![(map.Key.Length + 1)..], values.Values[0]);
                }
            });
        }
    }
}
