using Bascule.Engine.Catalog;
using Bascule.Engine.Policy.Licensing;
using Bascule.Server.Configuration.Document;
using Bascule.Server.Configuration.Language;

namespace Bascule.Server.Configuration.Compiling;

/// <summary>What a config says of licences and jurisdictions, held against what is known: a word that nobody knows would be a check that never fails.</summary>
internal sealed class LicenceChecks(ProblemList problems, ConfigSurroundings surroundings)
{
    public void Check(ConfigNode root, BasculeConfig config)
    {
        // Without a catalog no licence is known, and no word can be held against it.
        if (surroundings.Facts.Licences.Count > 0)
        {
            Words(root);
            Clauses(root, config);
        }

        Dates(root, config);
        Jurisdictions(root);
    }

    /// <summary>Says what of a deployment's licence no machine checks: clauses for people, a licence that nobody states.</summary>
    public void Warn(Deployment deployment, ConfigNode place, OrganisationOptions? organisation)
    {
        if (Bar.Unanswered(deployment, surroundings.Facts, organisation) is { Count: > 0 } open)
        {
            problems.Warning(
                place, $"deployments.{deployment.Name}", $"its licence says what it may be used for, and how, which no machine can check: {string.Join(", ", open.Select(clause => clause.Id))}",
                $"read it (bascule catalog show {deployment.Model?.Id ?? "MODEL"}) and record in organisation.accept who answers for it");
        }

        if (Bar.IsUnstated(deployment, organisation))
        {
            problems.Warning(
                place, $"deployments.{deployment.Name}", "licence not stated: nothing of it is checked",
                "read what its weights are given away under and write it at the deployment, as licence: apache-2.0 (docs/licences.md has the known ones)");
        }
    }

    private void Words(ConfigNode root)
    {
        foreach (var (name, deployment) in root.MembersAt("deployments").Select(member => (member.Name, member.Value)))
        {
            if (deployment.TextAt("licence") is { } word && surroundings.Facts.Licence(word) is null)
            {
                string[] known = [.. surroundings.Facts.Licences.SelectMany(licence => licence.Aliases.Prepend(licence.Id))];
                problems.Error(
                    deployment["licence"]!, $"deployments.{name}.licence", "no licence of the catalog has this name, so nothing of it could be checked",
                    Nearest.Mend(word, known, "leave it out if the licence is none of those in docs/licences.md"), Shown.Value(deployment["licence"]!));
            }
        }
    }

    private void Clauses(ConfigNode root, BasculeConfig config)
    {
        string[] known = [.. surroundings.Facts.Licences.SelectMany(licence => licence.Clauses).Select(clause => clause.Id)];
        foreach (var accepted in (config.Organisation?.Accepted ?? []).Where(accepted => !known.Contains(accepted.Clause, StringComparer.OrdinalIgnoreCase)))
        {
            var node = PlaceOf(root, accepted)["clause"]!;
            problems.Error(node, "organisation.accept", "no licence has this clause", Nearest.Mend(accepted.Clause, known, "bascule catalog show MODEL names the clauses of a model's licence"), Shown.Value(node));
        }
    }

    private void Dates(ConfigNode root, BasculeConfig config)
    {
        // A day is read as its first moment in UTC, and where the operator sits it may have begun before.
        var latest = surroundings.Time.GetUtcNow().AddDays(1);
        foreach (var accepted in (config.Organisation?.Accepted ?? []).Where(accepted => accepted.At > latest))
        {
            var node = PlaceOf(root, accepted)["at"]!;
            problems.Error(node, "organisation.accept", "this day is still to come: nobody has accepted the clause yet", "write the day on which it was accepted", Shown.Value(node));
        }
    }

    private void Jurisdictions(ConfigNode root)
    {
        foreach (var (name, provider) in root.MembersAt("providers").Select(member => (member.Name, member.Value)))
        {
            if (provider.TextAt("jurisdiction") is { } word && !Engine.Policy.Requirements.Jurisdictions.IsKnown(word))
            {
                problems.Warning(
                    provider["jurisdiction"]!, $"providers.{name}.jurisdiction", "neither a country's code nor eu nor eea: it lies in nothing but itself",
                    "write two letters as ISO 3166 does, as de or gb, or eu or eea");
            }
        }
    }

    private static ConfigNode PlaceOf(ConfigNode root, AcceptedClause accepted) => root["organisation"]!["accept"]!.Items.First(
        item => item.TextAt("clause") == accepted.Clause && item.TextAt("by") == accepted.By && item.TextAt("at") is { } at && Scalars.TryDate(at, out var day) && day == accepted.At);
}
