using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bascule.Cli.Verbs;

/// <summary>What a key may do, as options of the command line: they make the JSON that the gateway takes, which checks it.</summary>
internal sealed class KeyFlags
{
    private readonly Option<string?> _file = new("--file") { Description = "All of it as JSON, in the config's words; the other options are laid over it. - reads the standard input.", HelpName = "FILE" };
    private readonly Option<string[]> _tags = new("--tag") { Description = "For rules, ledger and reports; may be given several times.", HelpName = "NAME=VALUE" };

    private readonly (Option<string?> Option, string Member)[] _texts =
    [
        (Text("--team", "Whose tenant it belongs to.", "TEAM"), "team"),
        (Text("--tier", "For rules, and who enters first.", "TIER"), "tier"),
        (Text("--data-class", "Raises the class of every request.", "CLASS"), "data_class"),
        (Text("--max-data-class", "Requests above it are refused.", "CLASS"), "max_data_class"),
        (Text("--may-set-tier", "true or false: may x-bascule-tier be set.", "BOOL"), "may_set_tier"),
        (Text("--unpriced", "refuse or allow: deployments without a price.", "WORD"), "unpriced"),
        (Text("--expires", "The first day or moment it is no longer good.", "DATE"), "expires"),
    ];

    private readonly (Option<string[]> Option, string Member)[] _lists =
    [
        (new("--route") { Description = "What may be asked for: a route, a deployment, PROVIDER/* or \"*\"; may be given several times.", HelpName = "NAME" }, "routes"),
        (new("--address") { Description = "A network the caller must come from; may be given several times.", HelpName = "NETWORK" }, "addresses"),
    ];

    private readonly (Option<string?> Option, string Member)[] _limits =
    [
        (Text("--requests-per-minute", "Requests a minute.", "N"), "requests_per_minute"),
        (Text("--tokens-per-minute", "Tokens a minute.", "N"), "tokens_per_minute"),
        (Text("--concurrency", "Requests at once.", "N"), "concurrency"),
    ];

    private readonly (Option<string?> Option, string Member)[] _budget =
    [
        (Text("--budget-usd", "What it may spend in each period, in USD.", "USD"), "usd"),
        (Text("--budget-per", "hour, day or month.", "PERIOD"), "per"),
    ];

    public void AddTo(Command verb)
    {
        foreach (var option in (Option[])[_file, .. _texts.Select(one => one.Option), .. _lists.Select(one => one.Option), .. _limits.Select(one => one.Option), .. _budget.Select(one => one.Option), _tags])
        {
            verb.Options.Add(option);
        }
    }

    /// <summary>What was said, or why it can't be read.</summary>
    public async Task<(JsonObject Form, string? Trouble)> ReadAsync(ParseResult parsed, CancellationToken cancel)
    {
        var form = new JsonObject();
        if (parsed.GetValue(_file) is { } file)
        {
            try
            {
                form = (JsonObject)JsonNode.Parse(file == "-" ? await Console.In.ReadToEndAsync(cancel) : await File.ReadAllTextAsync(file, cancel))!;
            }
            catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
            {
                return (form, $"--file can't be read: {trouble.Message}");
            }
            catch (Exception trouble) when (trouble is JsonException or InvalidCastException or NullReferenceException)
            {
                return (form, "--file does not hold a JSON object.");
            }
        }

        foreach (var (option, member) in _texts.Where(one => parsed.GetValue(one.Option) is not null))
        {
            form[member] = parsed.GetValue(option);
        }

        foreach (var (option, member) in _lists.Where(one => parsed.GetValue(one.Option) is { Length: > 0 }))
        {
            form[member] = new JsonArray([.. parsed.GetValue(option)!.Select(text => (JsonNode?)JsonValue.Create(text))]);
        }

        foreach (var (option, member) in _limits.Where(one => parsed.GetValue(one.Option) is not null))
        {
            Below(form, "limits")[member] = parsed.GetValue(option);
        }

        foreach (var (option, member) in _budget.Where(one => parsed.GetValue(one.Option) is not null))
        {
            Below(form, "budget")[member] = parsed.GetValue(option);
        }

        foreach (var tag in parsed.GetValue(_tags) ?? [])
        {
            if (tag.Split('=', 2) is not [{ Length: > 0 } name, var value])
            {
                return (form, "--tag takes a name and a value, as app=web.");
            }

            Below(form, "tags")[name] = value;
        }

        return (form, null);
    }

    private static JsonObject Below(JsonObject form, string member)
    {
        if (form[member] is not JsonObject below)
        {
            form[member] = below = [];
        }

        return below;
    }

    private static Option<string?> Text(string name, string about, string help) => new(name) { Description = about, HelpName = help };
}
