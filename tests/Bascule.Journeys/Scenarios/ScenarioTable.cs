using System.Globalization;
using System.Text;
using Bascule.Journeys.Corpus.Formats;

namespace Bascule.Journeys.Scenarios;

/// <summary>The part of the conformance page that says what works between which dialects.</summary>
internal static class ScenarioTable
{
    public static string Section(IReadOnlyList<Cell> cells)
    {
        Format[] callers = [.. FormatSet.Callers.Where(one => cells.Any(cell => cell.Caller == one))];
        Format[] providers = [.. FormatSet.All.Where(one => cells.Any(cell => cell.Provider == one))];
        var page = new StringBuilder()
            .AppendLine("## Every dialect to every dialect").AppendLine()
            .AppendLine(CultureInfo.InvariantCulture, $"{Scenario.All.Count} scenarios, written once and played by a caller of every dialect (rows) before a simulated provider of every dialect (columns), over real sockets.")
            .AppendLine("A cell says how many work; the others are named in `x-bascule-dropped` or have no words in one of the two dialects, as listed below.").AppendLine();
        Header(page, "caller", providers);
        foreach (var caller in callers)
        {
            Row(page, caller.Name, providers.Select(provider => Count([.. cells.Where(cell => cell.Caller == caller && cell.Provider == provider)])));
        }

        page.AppendLine().AppendLine("By scenario, how many of the callers' dialects it works for:").AppendLine();
        Header(page, "scenario", providers);
        foreach (var scenario in Scenario.All)
        {
            Row(page, scenario.Name, providers.Select(provider => Count([.. cells.Where(cell => cell.Scenario == scenario && cell.Provider == provider)])));
        }

        page.AppendLine().AppendLine("### What does not come through").AppendLine().AppendLine("| scenario | caller | provider | how it is told |").AppendLine("|---|---|---|---|");
        var others = cells.Where(cell => cell.Outcome != Outcome.Works)
            .GroupBy(cell => (cell.Scenario, cell.Caller, cell.Outcome, cell.Why))
            .OrderBy(group => Scenario.All.ToList().IndexOf(group.Key.Scenario)).ThenBy(group => Array.IndexOf(callers, group.Key.Caller)).ThenBy(group => group.Key.Why, StringComparer.Ordinal);
        foreach (var group in others)
        {
            var names = providers.Where(one => group.Any(cell => cell.Provider == one)).Select(one => one.Name).ToArray();
            var how = group.Key.Outcome == Outcome.Dropped ? $"`x-bascule-dropped: {group.Key.Why}`" : group.Key.Why;
            page.AppendLine(CultureInfo.InvariantCulture, $"| {group.Key.Scenario.Name} | {group.Key.Caller.Name} | {(names.Length == providers.Length ? "every one" : string.Join(", ", names))} | {how} |");
        }

        return page.ToString();
    }

    private static void Header(StringBuilder page, string first, Format[] columns) => page
        .AppendLine(CultureInfo.InvariantCulture, $"| {first} | {string.Join(" | ", columns.Select(one => one.Name))} |")
        .AppendLine(CultureInfo.InvariantCulture, $"|---|{string.Concat(columns.Select(_ => "--:|"))}");

    private static void Row(StringBuilder page, string name, IEnumerable<string> cells) => page.AppendLine(CultureInfo.InvariantCulture, $"| {name} | {string.Join(" | ", cells)} |");

    private static string Count(Cell[] cells) => cells.Count(cell => cell.Outcome == Outcome.Works) is var works && works == cells.Length ? "all" : $"{works} of {cells.Length}";
}
