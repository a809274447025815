namespace Bascule.Engine.Catalog.Licences;

/// <summary>A licence or a vendor's terms, clause by clause. A reading of it, not legal advice.</summary>
/// <param name="Id">Its name in the catalog; an SPDX identifier in small letters where there is one.</param>
/// <param name="Aliases">Other words for it, as model cards write them.</param>
public sealed record LicenceFacts(string Id, Fact<string> Name, IReadOnlyList<string> Aliases, IReadOnlyList<LicenceClause> Clauses)
{
    /// <summary>Said wherever a licence is shown.</summary>
    public const string Notice = "This is a reading of the licences' words, not legal advice: read the licence, ask a lawyer.";

    /// <summary>Where the licence itself can be read.</summary>
    public Fact<string>? Text { get; init; }
}
