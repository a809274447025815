using Bascule.Engine.Catalog;

namespace Bascule.Engine.Policy.Licensing;

/// <summary>What keeps a deployment from every request, whatever it asks: an origin the organisation forbids, a licence it cannot meet.</summary>
public static class Bar
{
    /// <summary>The reasons, each with its clause; none: it may be asked.</summary>
    /// <param name="organisation">Null: nothing is stated, nothing is checked.</param>
    public static IReadOnlyList<string> Reasons(Deployment deployment, OrganisationOptions? organisation) =>
        organisation is null ? [] : [.. Origin(deployment, organisation)];

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
