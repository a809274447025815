using System.Text.Json;
using Bascule.Cli.Terminal;
using Bascule.Engine.Pricing;
using Bascule.Server.Hosting;
using Bascule.Server.Rules.Replay;
using Bascule.Storage;
using Bascule.Storage.Postgres;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule explain --replay</c>: what another config would have done with the ledger's requests. No gateway need run, and nobody is contacted.</summary>
internal static class ReplayVerb
{
    public static async Task<int> RunAsync(string window, string? config, string? database, bool json, CancellationToken cancel)
    {
        if (!LedgerReplay.TrySince(window, TimeProvider.System.GetUtcNow(), out var since, out var wrong))
        {
            return await CommandLine.RefuseAsync($"--{wrong.Name} {wrong.How}. {wrong.Mend}");
        }

        if (config is null)
        {
            return await CommandLine.RefuseAsync($"There is no {CommonOptions.DefaultConfig} here. Name the config to replay with: bascule explain --replay {Plain.Text(window)} --config FILE.");
        }

        DatabaseAddress? named = null;
        if (database is not null && PostgresAddress.IsOne(database))
        {
            if (!PostgresAddress.TryParse(database, out var server, out var why))
            {
                return await CommandLine.RefuseAsync($"--database: the address {why}.");
            }

            named = new DatabaseAddress(server);
        }
        else if (database is not null)
        {
            named = new DatabaseAddress(database);
        }

        var settings = new HostSettings { ConfigFile = config, ProbeEngines = false };
        try
        {
            var facts = Startup.LoadFacts(settings);
            // Secrets decide nothing, and a vault lies outside.
            var surroundings = Startup.Surroundings(settings, facts) with { Vault = static _ => "not read" };
            var rules = (await Startup.ReadConfigAsync(settings, surroundings, null, cancel)).Config!;
            var place = named ?? rules.Storage.Database;
            if (!place.MayBeThere)
            {
                await Console.Error.WriteLineAsync($"There is no ledger at {Plain.Text(place.File!)}: name one with --database.");
                return CommandLine.No;
            }

            await using var ledger = await place.OpenToReadAsync(cancel);
            var report = await LedgerReplay.RunAsync(rules, facts, ledger, place.KeyNames()?.Count, since, settings.Time, LedgerReplay.MaxRequests, cancel);
            await ShowAsync(Plain.Json(report.Write), json);
            return 0;
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons.Select(Plain.Text));
        }
        catch (Exception trouble) when (trouble is IOException or InvalidDataException or System.Data.Common.DbException)
        {
            await Console.Error.WriteLineAsync(Plain.Text(trouble.Message));
            return CommandLine.No;
        }
    }

    private static async Task ShowAsync(string body, bool asJson)
    {
        if (asJson)
        {
            await Console.Out.WriteLineAsync(body);
            return;
        }

        var root = JsonElement.Parse(body);
        await Console.Out.WriteLineAsync($"{root.GetProperty("requests")} requests since {root.GetProperty("since").GetString()}, decided by config {root.GetProperty("config_version").GetString()}");
        if (!root.GetProperty("complete").GetBoolean())
        {
            await Console.Out.WriteLineAsync("There are older ones in this time: only the newest were looked at.");
        }

        var outcomes = Tables.New(("outcome", false), ("requests", true));
        foreach (var outcome in root.GetProperty("outcomes").EnumerateObject())
        {
            Tables.Add(outcomes, outcome.Name.Replace('_', ' '), outcome.Value.GetRawText());
        }

        Tables.Show(outcomes);
        ShowLines(root, "moves", [("from", "from", false), ("to", "to", false), ("requests", "requests", true), ("without_interval", "no range", true)], costs: true);
        ShowLines(root, "refusals", [("code", "refused by", false), ("policies", "policies", false), ("requests", "requests", true), ("refused_then", "asked nobody then", true)], costs: false);
        ShowLines(root, "undecided", [("why", "not decided, for", false), ("requests", "requests", true)], costs: false);
        var cost = root.GetProperty("cost");
        var costs = Tables.New(("cost USD", false), ("low", true), ("expected", true), ("high", true));
        Tables.Add(costs, ["then", "", Usd(cost.GetProperty("then_usd")), ""]);
        Tables.Add(costs, ["now", .. Range(cost.GetProperty("now"))]);
        Tables.Add(costs, ["difference", .. Range(cost.GetProperty("difference"))]);
        Tables.Show(costs);
        await Console.Out.WriteLineAsync($"The cost is that of {cost.GetProperty("priced")} requests; of {cost.GetProperty("without_cost")} it is not known, then or now. Of {cost.GetProperty("without_interval")} nobody knows the range.");
        await Console.Out.WriteLineAsync("Not known:");
        foreach (var word in root.GetProperty("not_known").EnumerateArray())
        {
            await Console.Out.WriteLineAsync($"- {Plain.Text(word.GetString())}");
        }
    }

    private static void ShowLines(JsonElement root, string name, (string Member, string Title, bool IsNumber)[] columns, bool costs)
    {
        var lines = root.GetProperty(name);
        if (lines.GetArrayLength() == 0)
        {
            return;
        }

        var titles = columns.Select(column => (column.Title, column.IsNumber));
        var table = Tables.New(costs ? titles.Concat([("then USD", true), ("low", true), ("expected", true), ("high", true)]) : titles);
        foreach (var line in lines.EnumerateArray())
        {
            var cells = columns.Select(column => Cell(line, column.Member));
            Tables.Add(table, costs ? cells.Concat([Usd(line.GetProperty("then_usd")), .. Range(line.GetProperty("now"))]) : cells);
        }

        Tables.Show(table);
    }

    private static string Cell(JsonElement line, string member) => !line.TryGetProperty(member, out var value) ? ""
        : value.ValueKind == JsonValueKind.Array ? string.Join(", ", value.EnumerateArray().Select(name => name.GetString()))
        : value.ToString();

    private static IEnumerable<string> Range(JsonElement range) => [Usd(range.GetProperty("low_usd")), Usd(range.GetProperty("expected_usd")), Usd(range.GetProperty("high_usd"))];

    private static string Usd(JsonElement figure) => Money.ToText(figure.GetDecimal());
}
