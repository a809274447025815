using System.CommandLine;
using Bascule.Cli.Terminal;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;

namespace Bascule.Cli.Verbs;

/// <summary><c>bascule check</c>: every problem of a config, in the words that <c>serve</c> refuses it with.</summary>
internal static class CheckVerb
{
    public static Command Make()
    {
        var config = CommonOptions.Config();
        var strict = new Option<bool>("--strict") { Description = "Warnings count as errors." };
        var expand = new Option<bool>("--expand") { Description = "Writes the config out whole: short forms and defaults; secrets as ***." };
        var schema = new Option<bool>("--schema") { Description = "Writes the JSON Schema of the config language." };
        var json = CommonOptions.Json();
        var verb = new Command("check", "Reads a config and tells every problem with its place and its mend.") { config, strict, expand, schema, json };
        verb.SetAction((parsed, _) => parsed.GetValue(schema)
            ? SchemaAsync()
            : RunAsync(CommonOptions.FileOf(parsed.GetValue(config)), parsed.GetValue(strict), parsed.GetValue(expand), parsed.GetValue(json)));
        return verb;
    }

    private static async Task<int> SchemaAsync()
    {
        await Console.Out.WriteAsync(ConfigSchema.ToJson());
        return 0;
    }

    private static async Task<int> RunAsync(string? file, bool strict, bool expand, bool json)
    {
        if (expand && json)
        {
            return await CommandLine.RefuseAsync("--expand writes YAML and --json tells problems: take one of the two.");
        }

        if (file is null)
        {
            return await CommandLine.RefuseAsync($"There is no {CommonOptions.DefaultConfig} here. Name the config: bascule check --config FILE.");
        }

        ConfigResult result;
        try
        {
            var settings = new HostSettings { ConfigFile = file, Waits = CommandLine.Say };
            result = ConfigFile.Load(file, Startup.Surroundings(settings, Startup.LoadFacts(settings)));
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }

        var good = result.Config is not null && !(strict && result.Problems.Count > 0);
        if (json)
        {
            await Console.Out.WriteLineAsync(ProblemsJson(result, good));
        }
        else
        {
            await ShowAsync(result, expand, good);
        }

        return good ? 0 : CommandLine.BadUsage;
    }

    private static async Task ShowAsync(ConfigResult result, bool expand, bool good)
    {
        // What --expand writes is a config again: problems must not stand in it.
        var problems = expand ? Console.Error : Console.Out;
        foreach (var problem in result.Problems)
        {
            await problems.WriteLineAsync(Plain.Text(problem.ToString()));
        }

        if (expand && result.Config is { } config)
        {
            await Console.Out.WriteAsync(ConfigText.Expand(config));
        }
        else if (good)
        {
            await problems.WriteLineAsync(result.Problems.Count == 0 ? "no problems" : "no errors");
        }
    }

    private static string ProblemsJson(ConfigResult result, bool good) => Plain.Json(json =>
    {
        json.WriteStartObject();
        json.WriteBoolean("valid", good);
        json.WriteStartArray("problems");
        foreach (var problem in result.Problems)
        {
            json.WriteStartObject();
            json.WriteString("severity", problem.Severity == ConfigSeverity.Error ? "error" : "warning");
            json.WriteString("file", problem.File);
            json.WriteNumber("line", problem.Line);
            json.WriteNumber("column", problem.Column);
            json.WriteString("path", problem.Path);
            json.WriteString("value", problem.Value);
            json.WriteString("message", problem.Message);
            json.WriteString("mend", problem.Mend);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    });
}
