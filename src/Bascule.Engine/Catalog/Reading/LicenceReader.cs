using System.Text.RegularExpressions;
using Bascule.Engine.Catalog.Licences;

namespace Bascule.Engine.Catalog.Reading;

/// <summary>Reads a licence's record.</summary>
internal static partial class LicenceReader
{
    public static LicenceFacts? Read(RecordReader record)
    {
        var id = record.Word("id");
        var name = record.NeededText("name");
        var aliases = record.Words("aliases");
        var text = VendorReader.Url(record, "text");
        var clauses = record.List("clauses", Clause);
        if (clauses.Count == 0)
        {
            record.Problem("clauses", "missing: a licence that says nothing is none");
        }

        return id is null || name is null ? null : new(id, name, aliases, clauses) { Text = text };
    }

    private static LicenceClause? Clause(RecordReader record)
    {
        var id = record.Word("id");
        var kind = record.Choice("kind", ClauseWords.Kinds)?.Value;
        var text = record.Word("text");
        var rule = record.Choice("rule", ClauseWords.Rules)?.Value;
        var cap = record.Count("max_monthly_active_users")?.Value;
        var jurisdictions = record.Words("jurisdictions");
        var modalities = record.Words("modalities");
        var known = record.Source();
        if (id is not null && !ClauseId().IsMatch(id))
        {
            record.Problem("id", $"'{id}' is not made of small letters, digits, dots and hyphens");
        }

        if (kind is null)
        {
            record.Problem("kind", $"wanted: one of {string.Join(", ", ClauseWords.Kinds.Keys)}");
        }

        Belongs(record, "rule", rule is not null, kind is ClauseKind.CommercialUse or ClauseKind.TrainOtherModels);
        Belongs(record, "max_monthly_active_users", cap is not null, kind is ClauseKind.UserCap);
        Belongs(record, "jurisdictions", jurisdictions.Count > 0, kind is ClauseKind.Region);
        return id is null || kind is null || text is null || known is not var (source, asOf)
            ? null
            : new(id, kind.Value, text, source, asOf)
            {
                Rule = rule,
                MaxMonthlyActiveUsers = cap,
                Jurisdictions = jurisdictions,
                Modalities = modalities,
            };
    }

    private static void Belongs(RecordReader record, string member, bool stated, bool wanted)
    {
        if (stated != wanted)
        {
            record.Problem(member, stated ? "is not of this kind of clause" : "missing: this kind of clause says it");
        }
    }

    [GeneratedRegex("^[a-z0-9][a-z0-9.-]*$")]
    private static partial Regex ClauseId();
}
