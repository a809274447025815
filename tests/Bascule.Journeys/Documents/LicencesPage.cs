using System.Globalization;
using System.Text;
using Bascule.Engine.Catalog;
using Bascule.Engine.Catalog.Licences;

namespace Bascule.Journeys.Documents;

/// <summary>The page that lists each licence clause by clause, made from the catalog.</summary>
internal static class LicencesPage
{
    private const string Head = """
        # Licences and vendor terms

        Readings of the licences' words in short, each clause with where it was read and when. **This is not legal advice**: read the licence, ask a lawyer. A clause that is missing is one that was not read, not
        one that is not there. A test makes this page from `catalog/licences.json` (`BASCULE_WRITE_DOCS=1` writes it anew).

        `organisation` in the config is held against these clauses, and `accept` names one that somebody answers for by its id ([policies](policies.md)). A model's `licence` in the [catalog](catalog.md) may be
        any of the words in the second column.

        | licence | words for it | for business | user cap | outputs may train other models |
        |---|---|---|---|---|

        """;

    public static string Write(FactBook facts)
    {
        var page = new StringBuilder(Head);
        foreach (var licence in facts.Licences)
        {
            page.AppendLine(CultureInfo.InvariantCulture,
                $"| {licence.Name.Value} | {string.Join(", ", licence.Aliases.Prepend(licence.Id).Select(word => $"`{word}`"))} | {Rule(licence, ClauseKind.CommercialUse)} | {Cap(licence)} | {Rule(licence, ClauseKind.TrainOtherModels)} |");
        }

        foreach (var licence in facts.Licences)
        {
            Licence(page, licence);
        }

        return page.ToString().ReplaceLineEndings("\n");
    }

    private static void Licence(StringBuilder page, LicenceFacts licence)
    {
        page.AppendLine().AppendLine(CultureInfo.InvariantCulture, $"## {licence.Name.Value}").AppendLine();
        if (licence.Text is { } text)
        {
            page.AppendLine(CultureInfo.InvariantCulture, $"The words themselves: <{text.Value}>").AppendLine();
        }

        page.AppendLine("| clause | about | says | read |").AppendLine("|---|---|---|---|");
        foreach (var clause in licence.Clauses)
        {
            page.AppendLine(CultureInfo.InvariantCulture,
                $"| `{clause.Id}` | {ClauseWords.Of(clause.Kind).Replace('_', ' ')}{(clause.Rule is { } rule ? $": {ClauseWords.Of(rule).Replace('_', ' ')}" : "")} | {Cell(clause.Text)} | {Cell(clause.Source)}, {clause.AsOf:yyyy-MM-dd} |");
        }
    }

    private static string Rule(LicenceFacts licence, ClauseKind kind) =>
        licence.Clauses.FirstOrDefault(clause => clause.Kind == kind)?.Rule is { } rule ? ClauseWords.Of(rule).Replace('_', ' ') : "not read";

    private static string Cap(LicenceFacts licence) =>
        licence.Clauses.FirstOrDefault(clause => clause.Kind == ClauseKind.UserCap)?.MaxMonthlyActiveUsers is { } users ? string.Create(CultureInfo.InvariantCulture, $"{users / 1_000_000} million a month") : "";

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);
}
