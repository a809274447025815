using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Bascule.Cli.Asking;
using Bascule.Cli.Terminal;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule cache</c>: what the running gateway has proved about similar questions, route by route.</summary>
internal static class CacheVerb
{
    public static Command Make()
    {
        var curve = new Option<bool>("--curve") { Description = "For every threshold from 0.80 on, the share of hits that would have been false, and its bound." };
        var (url, config, json) = (CommonOptions.Url(), CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("cache", "Routes that answer similar questions from memory: hits, false hits with their bound, and what is missing.") { curve, url, config, json };
        verb.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(curve), CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(url), parsed.GetValue(json), cancel));
        return verb;
    }

    private static async Task<int> RunAsync(bool curve, string? config, string? url, bool asJson, CancellationToken cancel)
    {
        try
        {
            using var gateway = await Gateway.FindAsync(config, url, cancel);
            var answer = await gateway.AskAsync(HttpMethod.Get, "/bascule/v1/cache/semantic", null, cancel);
            if (answer is null)
            {
                await Console.Error.WriteLineAsync($"No gateway answers at {gateway.Url}: start one with bascule serve, or name it with --url.");
                return CommandLine.No;
            }

            if (answer.Refusal is { } refusal)
            {
                await CommandLine.RefuseAsync($"{gateway.Url}: {Plain.Text(refusal)}");
                return answer.ExitCode;
            }

            using var document = JsonDocument.Parse(answer.Body);
            if (asJson)
            {
                await Console.Out.WriteLineAsync(Plain.Json(document.RootElement.WriteTo));
                return 0;
            }

            var routes = document.RootElement.GetProperty("semantic").EnumerateArray().ToArray();
            if (routes.Length == 0)
            {
                await Console.Out.WriteLineAsync("No route answers similar questions from memory: cache.semantic is not set.");
            }
            else if (curve)
            {
                ShowCurves(routes);
            }
            else
            {
                Show(routes);
            }

            return 0;
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
    }

    private static void Show(JsonElement[] routes)
    {
        var table = Tables.New([("route", false), ("state", false), ("looked up", true), ("hits", true), ("hit rate", true), ("checks", true), ("false", true), ("rate", true), ("bound", true), ("allowed", true), ("self-noise", true)]);
        foreach (var route in routes)
        {
            Tables.Add(
                table, Word(route, "route"), Word(route, "state"), Word(route, "looked_up"), Word(route, "hits"), Share(route, "hit_rate"), Word(route, "checks"), Word(route, "false"),
                Share(route, "false_hit_rate"), Share(route, "false_hit_bound"), Share(route, "max_false_hits"), Share(route.GetProperty("self_noise"), "rate"));
        }

        Tables.Show(table);
    }

    private static void ShowCurves(JsonElement[] routes)
    {
        var table = Tables.New([("route", false), ("threshold", true), ("checks", true), ("false", true), ("rate", true), ("bound", true)]);
        foreach (var route in routes)
        {
            foreach (var point in route.GetProperty("curve").EnumerateArray())
            {
                Tables.Add(table, Word(route, "route"), point.GetProperty("threshold").GetDouble().ToString("0.00", CultureInfo.InvariantCulture), Word(point, "checks"), Word(point, "false"), Share(point, "false_hit_rate"), Share(point, "false_hit_bound"));
            }
        }

        Tables.Show(table);
    }

    private static string Word(JsonElement of, string name) => of.GetProperty(name).ToString();

    private static string Share(JsonElement of, string name) =>
        of.GetProperty(name) is { ValueKind: JsonValueKind.Number } share ? (share.GetDouble() * 100).ToString("0.##", CultureInfo.InvariantCulture) + " %" : "-";
}
