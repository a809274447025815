using System.CommandLine;
using System.Text.Json;
using Bascule.Cli.Asking;
using Bascule.Cli.Terminal;
using Bascule.Engine.Pricing;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule explain</c>: who would answer a request and why, told by the running gateway; nothing is sent upstream.</summary>
internal static class ExplainVerb
{
    public static Command Make()
    {
        var model = new Option<string?>("--model") { Description = "The model name to ask for (assistant).", HelpName = "NAME" };
        var prompt = new Option<string?>("--prompt") { Description = "The user's words.", HelpName = "TEXT" };
        var file = new Option<string?>("--file") { Description = "A chat request as JSON, in the place of --model and --prompt; - reads the standard input.", HelpName = "FILE" };
        var key = new Option<string?>("--key") { Description = "Ask as the key of this name.", HelpName = "NAME" };
        var dialect = new Option<string?>("--dialect") { Description = "openai-chat or anthropic; another dialect of callers together with --file.", HelpName = "NAME" };
        var header = new Option<string[]>("--header") { Description = "A header of the request that rules read, as x-app:mobile or x-bascule-session:s1; may be given several times.", HelpName = "NAME:VALUE" };
        var replay = new Option<string?>("--replay") { Description = "What the config would have done with the ledger's requests since then, offline: 7d, 24h, 2026-11-01.", HelpName = "TIME" };
        var database = new Option<string?>("--database") { Description = "The ledger for --replay: a SQLite file, or postgres://user@host/database. Left out: the one the config names.", HelpName = "FILE" };
        var (url, config, json) = (CommonOptions.Url(), CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("explain", "Tells who would answer a request, in which order, why, and what it might cost.") { model, prompt, file, key, dialect, header, replay, database, url, config, json };
        verb.SetAction(async (parsed, cancel) =>
        {
            if (parsed.GetValue(replay) is { } window)
            {
                return new Option[] { model, prompt, file, key, dialect, header, url }.FirstOrDefault(other => parsed.GetResult(other) is { Implicit: false }) is { } other
                    ? await CommandLine.RefuseAsync($"--replay asks of the ledger's requests: leave {other.Name} out.")
                    : await ReplayVerb.RunAsync(window, CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(database), parsed.GetValue(json), cancel);
            }

            if (parsed.GetValue(database) is not null)
            {
                return await CommandLine.RefuseAsync("--database names a ledger for --replay: say from when, as --replay 7d.");
            }

            if (parsed.GetValue(file) is not null && (parsed.GetValue(model) ?? parsed.GetValue(prompt)) is not null)
            {
                return await CommandLine.RefuseAsync("--file holds the whole request: leave --model and --prompt out.");
            }

            if (parsed.GetValue(file) is null && parsed.GetValue(dialect) is not (null or "openai-chat" or "anthropic"))
            {
                return await CommandLine.RefuseAsync("--dialect needs the request as that dialect writes it: name it with --file.");
            }

            var headers = Array.ConvertAll(parsed.GetValue(header) ?? [], said => said.Split(':', 2, StringSplitOptions.TrimEntries));
            if (headers.Any(said => said.Length < 2 || said[0].Length == 0))
            {
                return await CommandLine.RefuseAsync("--header takes a name and a value, as x-app:mobile.");
            }

            string body;
            try
            {
                body = parsed.GetValue(file) switch
                {
                    null => Request(parsed.GetValue(model) ?? "assistant", parsed.GetValue(prompt) ?? "Hello"),
                    "-" => await Console.In.ReadToEndAsync(cancel),
                    var path => await File.ReadAllTextAsync(path, cancel),
                };
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                return await CommandLine.RefuseAsync($"--file can't be read: {trouble.Message}");
            }

            var wish = new Wish(body, parsed.GetValue(key), parsed.GetValue(dialect), Array.ConvertAll(headers, said => KeyValuePair.Create(said[0], said[1])));
            return await RunAsync(wish, CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(url), parsed.GetValue(json), cancel);
        });
        return verb;
    }

    private static async Task<int> RunAsync(Wish wish, string? config, string? url, bool json, CancellationToken cancel)
    {
        try
        {
            using var gateway = await Gateway.FindAsync(config, url, cancel);
            var answer = await gateway.AskAsync(HttpMethod.Post, wish.ToPath(), wish.Body, wish.Headers, cancel);
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
            await ShowAsync(document.RootElement, json);
            return document.RootElement.GetProperty("refused").ValueKind == JsonValueKind.Null ? 0 : CommandLine.No;
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
    }

    private static async Task ShowAsync(JsonElement root, bool json)
    {
        if (json)
        {
            await Console.Out.WriteLineAsync(Plain.Json(root.WriteTo));
            return;
        }

        await Console.Out.WriteLineAsync($"route       {Plain.Text(root.GetProperty("route").GetString() ?? "none")}");
        await Console.Out.WriteLineAsync($"data class  {root.GetProperty("data_class").GetString()}");
        await Console.Out.WriteLineAsync($"profile     {Plain.Text(root.GetProperty("profile").GetRawText())}");
        if (root.GetProperty("rule").GetString() is { } rule)
        {
            await Console.Out.WriteLineAsync($"rule        {Plain.Text(rule)}");
        }

        var plan = root.GetProperty("plan").EnumerateArray().Select(name => name.GetString()).ToList();
        var table = Tables.New(("place", true), ("deployment", false), ("eligible", false), ("reasons", false));
        foreach (var candidate in root.GetProperty("candidates").EnumerateArray())
        {
            var name = candidate.GetProperty("deployment").GetString();
            var place = plan.IndexOf(name);
            Tables.Add(
                table, place < 0 ? "-" : (place + 1).ToString(), name, candidate.GetProperty("eligible").GetBoolean() ? "yes" : "no",
                string.Join("; ", candidate.GetProperty("reasons").EnumerateArray().Concat(candidate.GetProperty("cooling").EnumerateArray()).Select(reason => reason.GetString())));
        }

        Tables.Show(table);
        var cost = root.GetProperty("estimated_cost_usd");
        await Console.Out.WriteLineAsync($"at most     {(cost.ValueKind == JsonValueKind.Number ? Money.ToText(cost.GetDecimal()) + " USD" : "unknown")}");
        if (root.GetProperty("cache") is { ValueKind: JsonValueKind.Object } cache)
        {
            var similar = cache.GetProperty("semantic") is { ValueKind: JsonValueKind.Object } semantic ? $"; similar questions: {Plain.Text(semantic.GetProperty("why").GetString() ?? semantic.GetProperty("state").GetString())}" : "";
            await Console.Out.WriteLineAsync($"cache       {cache.GetProperty("would").GetString()}{(cache.GetProperty("why").GetString() is { } why ? $" ({Plain.Text(why)})" : "")}{similar}");
        }

        if (root.GetProperty("refused") is { ValueKind: JsonValueKind.Object } refused)
        {
            await Console.Out.WriteLineAsync($"refused     {Plain.Text(refused.GetProperty("message").GetString())} {Plain.Text(refused.GetProperty("mend").GetString())}".TrimEnd());
        }
    }

    private static string Request(string model, string prompt) => Plain.Json(json =>
    {
        json.WriteStartObject();
        json.WriteString("model", model);
        json.WriteStartArray("messages");
        json.WriteStartObject();
        json.WriteString("role", "user");
        json.WriteString("content", prompt);
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
    });

    private sealed record Wish(string Body, string? Key, string? Dialect, IReadOnlyList<KeyValuePair<string, string>> Headers)
    {
        public string ToPath()
        {
            var parts = new[] { ("key", Key), ("dialect", Dialect) }.Where(part => part.Item2 is not null).Select(part => $"{part.Item1}={Uri.EscapeDataString(part.Item2!)}");
            return "/bascule/v1/explain?" + string.Join('&', parts);
        }
    }
}
