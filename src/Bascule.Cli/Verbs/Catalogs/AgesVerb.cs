using System.CommandLine;
using System.Globalization;
using Bascule.Cli.Terminal;
using Bascule.Engine.Catalog;

namespace Bascule.Cli.Verbs.Catalogs;

/// <summary><c>bascule catalog check</c>: facts that nobody has read for long, by the source they are from.</summary>
internal static class AgesVerb
{
    public static Command Make()
    {
        var strict = new Option<bool>("--strict") { Description = "Ends with 1 when there are any." };
        var (config, json) = (CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("check", $"Facts older than {FactAges.StaleAfterDays} days, by their source.") { strict, config, json };
        verb.SetAction((parsed, _) => CatalogVerb.WithBookAsync(parsed.GetValue(config), (book, settings) => RunAsync(
            book, DateOnly.FromDateTime(settings.Time.GetUtcNow().UtcDateTime), parsed.GetValue(strict), parsed.GetValue(json))));
        return verb;
    }

    private static async Task<int> RunAsync(FactBook book, DateOnly today, bool strict, bool asJson)
    {
        DatedFact[] facts = [.. FactAges.Of(book, today)];
        var stale = facts.Where(fact => FactAges.IsStale(fact.AsOf, today))
            .GroupBy(fact => (fact.Source, fact.AsOf))
            .OrderBy(source => source.Key.AsOf)
            .ToArray();
        if (asJson)
        {
            await Console.Out.WriteLineAsync(Json(book, facts.Length, stale, today));
        }
        else
        {
            await ShowAsync(facts.Length, stale, today);
        }

        return strict && stale.Length > 0 ? CommandLine.No : 0;
    }

    private static async Task ShowAsync(int facts, IGrouping<(string Source, DateOnly AsOf), DatedFact>[] stale, DateOnly today)
    {
        if (stale.Length > 0)
        {
            var table = Tables.New(("as of", false), ("days", true), ("facts", true), ("of", true), ("source", false));
            foreach (var source in stale)
            {
                Tables.Add(
                    table, Day(source.Key.AsOf), Count(today.DayNumber - source.Key.AsOf.DayNumber), Count(source.Count()), Count(source.Select(fact => fact.Of).Distinct().Count()), source.Key.Source);
            }

            Tables.Show(table);
        }

        await Console.Out.WriteLineAsync($"{stale.Sum(source => source.Count())} of {facts} facts are older than {FactAges.StaleAfterDays} days.");
    }

    private static string Json(FactBook book, int facts, IGrouping<(string Source, DateOnly AsOf), DatedFact>[] stale, DateOnly today) => Plain.Json(json =>
    {
        json.WriteStartObject();
        json.WriteNumber("models", book.Models.Count);
        json.WriteNumber("licences", book.Licences.Count);
        json.WriteNumber("facts", facts);
        json.WriteNumber("stale_after_days", FactAges.StaleAfterDays);
        json.WriteStartArray("stale");
        foreach (var source in stale)
        {
            json.WriteStartObject();
            json.WriteString("source", source.Key.Source);
            json.WriteString("as_of", Day(source.Key.AsOf));
            json.WriteNumber("days", today.DayNumber - source.Key.AsOf.DayNumber);
            json.WriteStartArray("facts");
            foreach (var fact in source)
            {
                json.WriteStringValue($"{fact.Of}: {fact.Name}");
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Count(int count) => count.ToString(CultureInfo.InvariantCulture);
}
