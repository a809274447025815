using System.CommandLine;

namespace Bascule.Cli.Verbs;

/// <summary>Options that several verbs take.</summary>
internal static class CommonOptions
{
    public const string DefaultConfig = "bascule.yaml";

    /// <summary>Names the config where no option does: an address may hold a password, and options are seen by everybody on the machine.</summary>
    public const string Variable = "BASCULE_CONFIG";

    public static Option<string?> Config() => new("--config") { Description = $"The config file, or the postgres:// address of the database that holds it. Left out: what {Variable} names, else {DefaultConfig} if it is in this folder.", HelpName = "FILE" };

    public static Option<string?> Listen(string usual) => new("--listen") { Description = $"The address to listen on ({usual}); port 0 takes a free one.", HelpName = "URL" };

    public static Option<string?> Url() => new("--url") { Description = "The running gateway. Left out: where the config listens.", HelpName = "URL" };

    public static Option<bool> Json() => new("--json") { Description = "JSON instead of a table." };

    /// <summary>The file that was named, or the usual one if it is here; null: auto mode.</summary>
    public static string? FileOf(string? named) =>
        named ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } set ? set : File.Exists(DefaultConfig) ? DefaultConfig : null);
}
