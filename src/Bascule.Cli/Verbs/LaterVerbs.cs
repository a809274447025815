using System.CommandLine;

namespace Bascule.Cli.Verbs;

/// <summary>Verbs that later parts bring: known, but not yet supported.</summary>
internal static class LaterVerbs
{
    private static readonly string[] Names = ["eval", "router", "advise", "size", "tune", "deploy", "backup", "restore"];

    public static IEnumerable<Command> Make() => Names.Select(name =>
    {
        var verb = new Command(name, "(not yet supported)") { TreatUnmatchedTokensAsErrors = false };
        verb.SetAction((_, _) => CommandLine.RefuseAsync($"bascule {name} is not yet supported."));
        return verb;
    });
}
