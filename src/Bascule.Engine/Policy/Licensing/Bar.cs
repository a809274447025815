using System.Globalization;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;
using Bascule.Engine.Policy.Requirements;

namespace Bascule.Engine.Policy.Licensing;

/// <summary>What keeps a deployment from every request, whatever it asks: an origin the organisation forbids, a clause of its licence that the organisation cannot meet.</summary>
public static class Bar
{
    /// <summary>The reasons, each with its clause; none: it may be asked. What is not stated is not met.</summary>
    /// <param name="organisation">Null: nothing is stated, nothing is checked.</param>
    public static IReadOnlyList<string> Reasons(Deployment deployment, FactBook facts, OrganisationOptions? organisation) => organisation is null
        ? []
        : [.. Origin(deployment, organisation), .. Clauses(deployment, facts).Where(clause => AcceptedAs(clause, organisation) is null)
            .Select(clause => Unmet(clause, deployment, organisation) is { } why ? $"licence clause {clause.Id}: {why}" : null).OfType<string>()];

    /// <summary>The clauses that only people can judge and that nobody has answered for: fields of use, and conditions of commercial use, of models that come without a contract.</summary>
    public static IReadOnlyList<LicenceClause> Unanswered(Deployment deployment, FactBook facts, OrganisationOptions? organisation) =>
        organisation is null || deployment.Openness is Openness.Closed
            ? []
            : [.. Clauses(deployment, facts).Where(clause => IsForPeople(clause, organisation) && AcceptedAs(clause, organisation) is null)];

    /// <summary>True where the organisation is to be held against a licence and nobody states the model's, though its weights are given away under one.</summary>
    public static bool IsUnstated(Deployment deployment, OrganisationOptions? organisation) =>
        organisation is not null && deployment is { Licence: null, Openness: not null and not Openness.Closed };

    /// <summary>Who answers for a clause, or null.</summary>
    public static AcceptedClause? AcceptedAs(LicenceClause clause, OrganisationOptions organisation) =>
        organisation.Accepted.FirstOrDefault(accepted => accepted.Clause.Equals(clause.Id, StringComparison.OrdinalIgnoreCase));

    private static IReadOnlyList<LicenceClause> Clauses(Deployment deployment, FactBook facts) =>
        deployment.Licence is { } licence && facts.Licence(licence) is { } known ? known.Clauses : [];

    private static bool IsForPeople(LicenceClause clause, OrganisationOptions organisation) =>
        clause.Kind == ClauseKind.FieldOfUse || (clause is { Kind: ClauseKind.CommercialUse, Rule: ClauseRule.Conditions } && organisation.Commercial);

    private static string? Unmet(LicenceClause clause, Deployment deployment, OrganisationOptions organisation) => clause.Kind switch
    {
        ClauseKind.CommercialUse when organisation.Commercial => clause.Rule switch
        {
            ClauseRule.Forbidden => "commercial use is forbidden",
            ClauseRule.ByAgreement => "commercial use needs an agreement",
            _ => null,
        },
        ClauseKind.UserCap => organisation.MonthlyActiveUsers switch
        {
            null => "organisation.monthly_active_users not stated",
            var users when users > clause.MaxMonthlyActiveUsers => string.Create(CultureInfo.InvariantCulture, $"{users} monthly active users, more than {clause.MaxMonthlyActiveUsers}"),
            _ => null,
        },
        ClauseKind.Region when Concerned(clause, deployment) is { } which =>
            organisation.Jurisdictions.Count == 0 ? "organisation.jurisdictions not stated"
            : Home(clause, organisation) is { } home ? $"grants nothing to organisations of {home}{which}"
            : null,
        _ => null,
    };

    /// <summary>For which models a clause about regions counts, in words, where this one is, or may be, among them; else null.</summary>
    private static string? Concerned(LicenceClause clause, Deployment deployment) => deployment.Model?.Input?.Value switch
    {
        _ when clause.Modalities.Count == 0 => "",
        null => " for some modalities, and the model's are not stated",
        var takes when clause.Modalities.Any(takes.Contains) => $" for models that take {string.Join(" or ", clause.Modalities.Where(takes.Contains))}",
        _ => null,
    };

    private static string? Home(LicenceClause clause, OrganisationOptions organisation) =>
        organisation.Jurisdictions.FirstOrDefault(home => clause.Jurisdictions.Any(shut => Jurisdictions.LiesIn(home, shut) || Jurisdictions.LiesIn(shut, home)));

    private static IEnumerable<string> Origin(Deployment deployment, OrganisationOptions organisation)
    {
        if (organisation.ForbiddenOrigins.Count == 0)
        {
            yield break;
        }

        if (deployment.Origin is not { } origin)
        {
            yield return "organisation.forbidden_origins: origin not stated";
        }
        else if (organisation.ForbiddenOrigins.Contains(origin, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"organisation.forbidden_origins: origin is {origin}";
        }
    }
}
