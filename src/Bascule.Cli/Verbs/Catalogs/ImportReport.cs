using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog.Importing;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary>What an import took, changed, found the same and skipped, and why.</summary>
internal static class ImportReport
{
    // Of what is skipped a few examples a reason are enough; --json has all.
    private const int Examples = 3;

    public static async Task ShowAsync(ImportResult result, string? written)
    {
        var table = Tables.New(("outcome", false), ("vendor", false), ("name", false), ("model", false), ("what", false));
        foreach (var line in result.Lines.Where(line => line.Outcome is ImportOutcome.New or ImportOutcome.Changed).OrderBy(line => line.Outcome).ThenBy(line => line.Model, StringComparer.Ordinal))
        {
            Tables.Add(table, Word(line.Outcome), line.Vendor, line.Upstream, line.Model, line.Why);
        }

        Tables.Show(table);
        foreach (var reason in result.Lines.Where(line => line.Outcome == ImportOutcome.Skipped).GroupBy(line => line.Why).OrderByDescending(reason => reason.Count()))
        {
            await Console.Out.WriteLineAsync(Plain.Text($"skipped {reason.Count()}: {reason.Key} ({string.Join(", ", reason.Take(Examples).Select(line => line.Upstream))}{(reason.Count() > Examples ? ", ..." : "")})"));
        }

        await Console.Out.WriteLineAsync(
            $"{Count(result, ImportOutcome.New)} new, {Count(result, ImportOutcome.Changed)} changed, {Count(result, ImportOutcome.Same)} the same, {Count(result, ImportOutcome.Skipped)} skipped.");
        await Console.Out.WriteLineAsync(written is null ? "Nothing was written." : $"Written to {Plain.Text(written)}: a gateway reads it at its next start.");
    }

    public static Task JsonAsync(ImportResult result, string? written) => Console.Out.WriteLineAsync(Plain.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("written", written);
        foreach (var outcome in Enum.GetValues<ImportOutcome>())
        {
            json.WriteNumber(Word(outcome), Count(result, outcome));
        }

        json.WriteStartArray("lines");
        foreach (var line in result.Lines)
        {
            json.WriteStartObject();
            json.WriteString("outcome", Word(line.Outcome));
            json.WriteString("vendor", line.Vendor);
            json.WriteString("name", line.Upstream);
            json.WriteString("model", line.Model);
            json.WriteString("why", line.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }));

    private static int Count(ImportResult result, ImportOutcome outcome) => result.Lines.Count(line => line.Outcome == outcome);

    private static string Word(ImportOutcome outcome) => outcome switch
    {
        ImportOutcome.New => "new",
        ImportOutcome.Changed => "changed",
        ImportOutcome.Same => "same",
        _ => "skipped",
    };
}
