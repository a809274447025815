using System.CommandLine;
using System.Text.Json;
using Bascule.Cli.Asking;
using Bascule.Cli.Terminal;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule erase</c>: the running gateway erases the words that it keeps of a key, a session or a tag.</summary>
internal static class EraseVerb
{
    public static Command Make()
    {
        var key = new Option<string?>("--key") { Description = "A key's name or id.", HelpName = "NAME" };
        var session = new Option<string?>("--session") { Description = "What x-bascule-session said.", HelpName = "ID" };
        var tag = new Option<string?>("--tag") { Description = "A tag with its value.", HelpName = "NAME=VALUE" };
        var (url, config, json) = (CommonOptions.Url(), CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command("erase", "Erases the words that are kept of a key, a session or a tag: content, kept responses, cached answers, vectors of questions. The ledger's rows stay; they hold no words.") { key, session, tag, url, config, json };
        verb.SetAction((parsed, cancel) => RunAsync(
            [.. new[] { ("key", parsed.GetValue(key)), ("session", parsed.GetValue(session)), ("tag", parsed.GetValue(tag)) }.Where(one => one.Item2 is not null)],
            CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(url), parsed.GetValue(json), cancel));
        return verb;
    }

    private static async Task<int> RunAsync((string Name, string? Value)[] what, string? config, string? url, bool asJson, CancellationToken cancel)
    {
        if (what.Length != 1)
        {
            return await CommandLine.RefuseAsync("Say whose words: --key NAME, --session ID or --tag NAME=VALUE, one of them.");
        }

        try
        {
            using var gateway = await Gateway.FindAsync(config, url, cancel);
            var answer = await gateway.AskAsync(HttpMethod.Post, $"/bascule/v1/erase?{what[0].Name}={Uri.EscapeDataString(what[0].Value!)}", null, cancel);
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
            if (document.RootElement.TryGetProperty("replicas", out var replicas) && replicas.GetString() == "not told")
            {
                await Console.Error.WriteLineAsync("Other gateways of this database were not told: what their memory has cached ends with its ttl, or with a restart. storage.shared (Redis) tells them.");
            }

            await Console.Out.WriteLineAsync(asJson
                ? Plain.Json(document.RootElement.WriteTo)
                : $"erased: the words of {document.RootElement.GetProperty("content").GetInt32()} requests, {document.RootElement.GetProperty("responses").GetInt32()} kept responses, {document.RootElement.GetProperty("cached").GetInt32()} cached answers, {document.RootElement.GetProperty("vectors").GetInt32()} vectors of questions");
            return 0;
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
    }
}
