using System.CommandLine;
using Bascule.Cli.Terminal;
using Bascule.Server.Configuration;
using Bascule.Server.Hosting;
using Bascule.Storage.Postgres;

namespace Bascule.Cli.Verbs.Configs;

/// <summary><c>bascule config push</c>: checks a file and makes it the config that counts.</summary>
internal static class PushVerb
{
    public static Command Make()
    {
        var config = new Option<string?>("--config") { Description = $"The config file. Left out: {CommonOptions.DefaultConfig}.", HelpName = "FILE" };
        var (strict, to) = (new Option<bool>("--strict") { Description = "Warnings count as errors." }, ConfigVerb.Database("--to"));
        var verb = new Command("push", "Checks a config file and puts it into the database.") { config, to, strict };
        verb.SetAction((parsed, cancel) => RunAsync(parsed.GetValue(config) ?? CommonOptions.DefaultConfig, parsed.GetValue(to), parsed.GetValue(strict), cancel));
        return verb;
    }

    private static async Task<int> RunAsync(string file, string? url, bool strict, CancellationToken cancel)
    {
        if (PostgresAddress.IsOne(file))
        {
            return await CommandLine.RefuseAsync("--config names the file to put there, --to the database.");
        }

        string text;
        ConfigResult result;
        try
        {
            text = await File.ReadAllTextAsync(file, cancel);
            var settings = new HostSettings { ConfigFile = file };
            result = ConfigFile.Read(text, file, Path.GetDirectoryName(Path.GetFullPath(file))!, Startup.Surroundings(settings, Startup.LoadFacts(settings)));
        }
        catch (Exception trouble) when (trouble is IOException or UnauthorizedAccessException)
        {
            return await CommandLine.RefuseAsync(Plain.Text($"{file} can't be read: {trouble.Message}"));
        }
        catch (StartRefusedException refused)
        {
            return await CommandLine.RefuseAsync(refused.Reasons);
        }

        foreach (var problem in result.Problems)
        {
            await Console.Error.WriteLineAsync(Plain.Text(problem.ToString()));
        }

        if (result.Config is null || (strict && result.Problems.Count > 0))
        {
            return await CommandLine.RefuseAsync("Nothing was put into the database.");
        }

        return await ConfigVerb.WithAsync(url, async configs =>
        {
            var (made, isNew) = await configs.PushAsync(text, $"{Environment.UserName}@{Environment.MachineName}", cancel);
            return await ConfigVerb.TellAsync(made, isNew);
        });
    }
}
