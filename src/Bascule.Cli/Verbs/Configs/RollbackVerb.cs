using System.CommandLine;
using Bascule.Storage.Postgres;

namespace Bascule.Cli.Verbs.Configs;

/// <summary><c>bascule config rollback</c>: makes an earlier version count again, as a new one.</summary>
internal static class RollbackVerb
{
    public static Command Make()
    {
        var version = new Argument<long?>("VERSION") { Description = "The version that is to count again. Left out: the one before the newest.", Arity = ArgumentArity.ZeroOrOne };
        var to = ConfigVerb.Database("--to");
        var verb = new Command("rollback", "Makes an earlier version count again.") { version, to };
        verb.SetAction((parsed, cancel) => ConfigVerb.WithAsync(parsed.GetValue(to), async configs =>
        {
            var kept = await configs.ListAsync(parsed.GetValue(version), cancel);
            if ((parsed.GetValue(version) is null ? kept.ElementAtOrDefault(1) : kept.ElementAtOrDefault(0)) is not { } earlier)
            {
                await Console.Error.WriteLineAsync(parsed.GetValue(version) is null && kept.Count > 0 ? "There is no version before the one that counts." : "There is no such version: bascule config list shows those that are kept.");
                return CommandLine.No;
            }

            var (made, isNew) = await configs.PushAsync(earlier.Text, StoredConfig.BackBy($"{Environment.UserName}@{Environment.MachineName}", earlier.Id), cancel);
            return await ConfigVerb.TellAsync(made, isNew);
        }));
        return verb;
    }
}
