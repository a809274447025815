using System.CommandLine;
using System.Text.RegularExpressions;
using Bascule.Cli.Terminal;
using Bascule.Cli.Verbs.Catalogs;
using Bascule.Cli.Verbs.Configs;
using Bascule.Engine.Routing;

namespace Bascule.Cli.Verbs;

/// <summary>The command line: every verb, and what it answers to one it does not know.</summary>
internal static partial class CommandLine
{
    /// <summary>Bad usage or bad config.</summary>
    public const int BadUsage = 2;

    /// <summary>It ran, and the answer is no.</summary>
    public const int No = 1;

    private static readonly string[] Global = ["-h", "--help", "-?", "/h", "/?", "--version"];

    public static async Task<int> RunAsync(string[] args)
    {
        var root = new RootCommand("Bascule, a gateway in front of language models. Without a verb it serves.");
        root.Subcommands.Add(ServeVerb.Make());
        root.Subcommands.Add(CheckVerb.Make());
        root.Subcommands.Add(ConfigVerb.Make());
        root.Subcommands.Add(ExplainVerb.Make());
        root.Subcommands.Add(UsageVerb.Make());
        root.Subcommands.Add(KeysVerb.Make());
        root.Subcommands.Add(CatalogVerb.Make());
        root.Subcommands.Add(AuditVerb.Make());
        root.Subcommands.Add(CacheVerb.Make());
        root.Subcommands.Add(EraseVerb.Make());
        root.Subcommands.Add(ImportVerb.Make());
        root.Subcommands.Add(SandboxVerb.Make());
        root.Subcommands.Add(SbomVerb.Make());
        foreach (var later in LaterVerbs.Make())
        {
            root.Subcommands.Add(later);
        }

        string[] given = args is [] || (args[0].StartsWith('-') && !Global.Contains(args[0])) ? ["serve", .. args] : args;
        if (!given[0].StartsWith('-') && !Global.Contains(given[0]) && !root.Subcommands.Any(verb => verb.Name == given[0]))
        {
            var near = NearNames.Of(given[0], root.Subcommands.Select(verb => verb.Name));
            return await RefuseAsync(
                $"'{Plain.Text(given[0])}' is no verb.{(near.Count > 0 ? $" Did you mean {string.Join(" or ", near)}?" : "")}",
                "bascule --help says what there is.");
        }

        // A prompt may begin with '@': it is not the name of a file with arguments.
        var parsed = root.Parse(given, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors)
            {
                await Console.Error.WriteLineAsync(NumberWanted().Replace(error.Message, "$1: a whole number is wanted."));
            }

            await Console.Error.WriteLineAsync($"bascule {(root.Subcommands.Any(verb => verb.Name == given[0]) ? given[0] + " " : "")}--help says what there is.");
            return BadUsage;
        }

        // Signals are the verbs' own: a gateway drains at its own pace.
        return await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null, EnableDefaultExceptionHandler = false });
    }

    /// <summary>A line to the operator that is no part of the answer.</summary>
    public static void Say(string line) => Console.Error.WriteLine(line);

    /// <summary>Says why and gives the exit code of bad usage.</summary>
    public static async Task<int> RefuseAsync(params IEnumerable<string> reasons)
    {
        foreach (var reason in reasons)
        {
            await Console.Error.WriteLineAsync(reason);
        }

        return BadUsage;
    }

    [GeneratedRegex(@"^(Cannot parse argument '.*' for .*) as expected type 'System\.Int\d+'\.$", RegexOptions.Singleline)]
    private static partial Regex NumberWanted();
}
