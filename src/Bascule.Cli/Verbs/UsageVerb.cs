using System.CommandLine;
using System.Text.Json;
using Bascule.Cli.Asking;
using Bascule.Cli.Terminal;
using Bascule.Engine.Ledger;
using Bascule.Server.Admin.Reports;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule usage</c>: what was used and what it cost, from the running gateway or, when none runs, from its ledger.</summary>
internal static class UsageVerb
{
    public static Command Make()
    {
        var by = new Option<string>("--by") { Description = "Groups: day, key, team, route, deployment, model, provider, kind, tag.NAME, separated by commas.", HelpName = "GROUPS", DefaultValueFactory = _ => "day,deployment" };
        var since = new Option<string?>("--since") { Description = "From when: 2026-11-01, 2026-11-01T08:00:00Z, or how long ago: 24h, 30d.", HelpName = "TIME" };
        var until = new Option<string?>("--until") { Description = "To when, in the same words.", HelpName = "TIME" };
        var (url, config, json) = (CommonOptions.Url(), CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("usage", "Tokens, cost, errors and latencies by groups.") { by, since, until, url, config, json };
        verb.SetAction((parsed, cancel) => RunAsync(
            new Wish(parsed.GetValue(by)!, parsed.GetValue(since), parsed.GetValue(until)), CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(url), parsed.GetValue(json), cancel));
        return verb;
    }

    private static async Task<int> RunAsync(Wish wish, string? config, string? url, bool json, CancellationToken cancel)
    {
        if (!UsageQuestion.TryParse(wish.By, wish.Since, wish.Until, TimeProvider.System.GetUtcNow(), out var query, out var wrong))
        {
            return await CommandLine.RefuseAsync($"--{wrong.Name} {wrong.How}. {wrong.Mend}");
        }

        try
        {
            using var gateway = await Gateway.FindAsync(config, url, cancel);
            var answer = await gateway.AskAsync(HttpMethod.Get, wish.ToPath(), null, cancel);
            if (answer?.Refusal is { } refusal)
            {
                return await CommandLine.RefuseAsync($"{gateway.Url}: {refusal}");
            }

            if ((answer?.Body ?? await FromFileAsync(gateway, query, cancel)) is not { } body)
            {
                return CommandLine.No;
            }

            await ShowAsync(body, json);
            return 0;
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
    }

    private static async Task<string?> FromFileAsync(Gateway gateway, UsageQuery query, CancellationToken cancel)
    {
        if (!gateway.Database.MayBeThere)
        {
            await Console.Error.WriteLineAsync($"No gateway answers at {gateway.Url}, and there is no ledger at {gateway.Database.File}.");
            return null;
        }

        await Console.Error.WriteLineAsync($"No gateway answers at {gateway.Url}: reading the ledger {gateway.Database}. Rows that a gateway had not yet stored are missing.");
        try
        {
            await using var ledger = await gateway.Database.OpenToReadAsync(cancel);
            var report = await UsageReport.OfAsync(ledger, query, cancel);
            return Plain.Json(json => report.Write(json, behind: false));
        }
        catch (Exception trouble) when (trouble is IOException or InvalidDataException or System.Data.Common.DbException)
        {
            await Console.Error.WriteLineAsync(trouble.Message);
            return null;
        }
    }

    private static async Task ShowAsync(string body, bool asJson)
    {
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        if (asJson)
        {
            await Console.Out.WriteLineAsync(Plain.Json(root.WriteTo));
            return;
        }

        var by = root.GetProperty("by").EnumerateArray().Select(name => name.GetString()!).ToArray();
        var cells = UsageCells.For(root.GetProperty("total"));
        var table = Tables.New(by.Select(name => (name, false)).Concat(cells.Titles.Select(title => (title, true))));
        foreach (var group in root.GetProperty("data").EnumerateArray())
        {
            Tables.Add(table, by.Select(name => group.GetProperty(name).GetString() ?? "-").Concat(cells.Of(group)));
        }

        if (by.Length > 0)
        {
            Tables.Add(table, by.Select((_, index) => index == 0 ? "total" : "").Concat(cells.Of(root.GetProperty("total"))));
        }

        Tables.Show(table);
        if (root.GetProperty("truncated").GetBoolean())
        {
            await Console.Error.WriteLineAsync("There are more groups than are shown: ask for fewer, or for a shorter time.");
        }
    }

    /// <summary>The question as it was typed: the gateway counts durations by its own clock.</summary>
    private sealed record Wish(string By, string? Since, string? Until)
    {
        public string ToPath() => $"/bascule/v1/usage?by={Uri.EscapeDataString(By)}{Part("since", Since)}{Part("until", Until)}";

        private static string Part(string name, string? value) => value is null ? "" : $"&{name}={Uri.EscapeDataString(value)}";
    }
}
