using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bascule.Cli.Asking;
using Bascule.Cli.Terminal;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule keys</c>: the callers' keys of a running gateway, listed, made, changed and ended over its API.</summary>
internal static class KeysVerb
{
    public static Command Make()
    {
        var verb = new Command("keys", "Callers' keys of the running gateway: those of its file and those of its database.") { List(), Show(), Create(), Change(), Rotate() };
        verb.Subcommands.Add(Plain("disable", "Refuses a key until it is enabled.", "POST", "/disable"));
        verb.Subcommands.Add(Plain("enable", "Takes a disabled key again.", "POST", "/enable"));
        verb.Subcommands.Add(Plain("delete", "Ends a key for good; its id stays explained.", "DELETE", ""));
        return verb;
    }

    private static Command List()
    {
        var deleted = new Option<bool>("--deleted") { Description = "Deleted keys too." };
        return Asking("list", "Every key, without its secret.", [deleted], (parsed, _) => Sent("GET", parsed.GetValue(deleted) ? "?deleted=true" : ""), KeysText.ShowListAsync);
    }

    private static Command Show()
    {
        var key = Key();
        return Asking("show", "One key and what it may do.", [key], (parsed, _) => Sent("GET", Path(parsed.GetValue(key)!)), KeysText.ShowAsync);
    }

    private static Command Create()
    {
        var (name, flags) = (new Argument<string>("NAME") { Description = "What the ledger and reports will call it." }, new KeyFlags());
        var verb = Asking("create", "Makes a key and shows its secret, once.", [name], async (parsed, cancel) =>
        {
            var (form, trouble) = await flags.ReadAsync(parsed, cancel);
            form["name"] = parsed.GetValue(name);
            return new Wish("POST", "", form.ToJsonString(), trouble);
        }, KeysText.ShowSecretAsync);
        flags.AddTo(verb);
        return verb;
    }

    private static Command Change()
    {
        var (key, flags) = (Key(), new KeyFlags());
        var rename = new Option<string?>("--name") { Description = "Another name; id and spend stay.", HelpName = "NAME" };
        var verb = Asking("update", "Changes what a key may do; what is not named stays. null in --file unsets.", [key, rename], async (parsed, cancel) =>
        {
            var (form, trouble) = await flags.ReadAsync(parsed, cancel);
            if (parsed.GetValue(rename) is { } other)
            {
                form["name"] = other;
            }

            return new Wish("PATCH", Path(parsed.GetValue(key)!), form.ToJsonString(), trouble ?? (form.Count == 0 ? "Say what to change: bascule keys update --help." : null));
        }, KeysText.ShowAsync);
        flags.AddTo(verb);
        return verb;
    }

    private static Command Rotate()
    {
        var key = Key();
        var overlap = new Option<string?>("--overlap") { Description = "How long the old secret stays good (24h); 0s ends it at once.", HelpName = "TIME" };
        return Asking("rotate", "Makes a new secret and shows it, once; the old one stays good for a while.", [key, overlap], (parsed, _) =>
        {
            var form = new JsonObject();
            if (parsed.GetValue(overlap) is { } said)
            {
                form["overlap"] = said;
            }

            return Sent("POST", Path(parsed.GetValue(key)!) + "/rotate", form.ToJsonString());
        }, KeysText.ShowSecretAsync);
    }

    private static Command Plain(string name, string about, string method, string act)
    {
        var key = Key();
        return Asking(name, about, [key], (parsed, _) => Sent(method, Path(parsed.GetValue(key)!) + act), KeysText.ShowAsync);
    }

    private static Argument<string> Key() => new("KEY") { Description = "Its id or its name." };

    private static string Path(string key) => "/" + Uri.EscapeDataString(key);

    private static Task<Wish> Sent(string method, string path, string? body = null) => Task.FromResult(new Wish(method, path, body, null));

    private static Command Asking(string name, string about, Symbol[] own, Func<ParseResult, CancellationToken, Task<Wish>> wish, Func<JsonElement, Task> show)
    {
        var (url, config, json) = (CommonOptions.Url(), CommonOptions.Config(), CommonOptions.Json());
        var verb = new Command(name, about) { url, config, json };
        foreach (var symbol in own)
        {
            if (symbol is Argument argument)
            {
                verb.Arguments.Add(argument);
            }
            else
            {
                verb.Options.Add((Option)symbol);
            }
        }

        verb.SetAction(async (parsed, cancel) =>
        {
            var wished = await wish(parsed, cancel);
            return wished.Trouble is { } trouble
                ? await CommandLine.RefuseAsync(trouble)
                : await RunAsync(wished, CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(url), parsed.GetValue(json) ? KeysText.ShowJsonAsync : show, cancel);
        });
        return verb;
    }

    private static async Task<int> RunAsync(Wish wish, string? config, string? url, Func<JsonElement, Task> show, CancellationToken cancel)
    {
        try
        {
            using var gateway = await Gateway.FindAsync(config, url, cancel);
            var answer = await gateway.AskAsync(new HttpMethod(wish.Method), "/bascule/v1/keys" + wish.Path, wish.Body, cancel);
            if (answer is null)
            {
                await Console.Error.WriteLineAsync($"No gateway answers at {gateway.Url}: start one with bascule serve, or name it with --url.");
                return CommandLine.No;
            }

            if (answer.Refusal is { } refusal)
            {
                await CommandLine.RefuseAsync($"{gateway.Url}: {Terminal.Plain.Text(refusal)}");
                return answer.ExitCode;
            }

            using var document = JsonDocument.Parse(answer.Body);
            await show(document.RootElement);
            return 0;
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }
    }

    /// <summary>What the gateway is asked; or what is wrong with the command.</summary>
    private sealed record Wish(string Method, string Path, string? Body, string? Trouble);
}
