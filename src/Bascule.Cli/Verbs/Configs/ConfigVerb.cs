using System.CommandLine;
using System.Data.Common;
using Bascule.Cli.Terminal;
using Bascule.Server.Hosting;
using Bascule.Storage.Postgres;

namespace Bascule.Cli.Verbs.Configs;

/// <summary><c>bascule config</c>: the config in a database, which every replica follows.</summary>
internal static class ConfigVerb
{
    public static Command Make() => new("config", "The config in a database, which every replica follows within a second.") { PushVerb.Make(), RollbackVerb.Make(), VersionsVerb.MakeList(), VersionsVerb.MakeShow() };

    public static Option<string?> Database(string name) => new(name) { Description = $"The database, as postgres://USER:PASSWORD@HOST/NAME. Left out: what {CommonOptions.Variable} names.", HelpName = "URL" };

    /// <summary>Works on the database's configs; why it can't be is said.</summary>
    public static async Task<int> WithAsync(string? url, Func<PostgresConfigs, Task<int>> work)
    {
        url ??= Environment.GetEnvironmentVariable(CommonOptions.Variable) ?? "";
        if (!PostgresAddress.TryParse(url, out var address, out var wrong))
        {
            return await CommandLine.RefuseAsync(url.Length == 0 ? $"Which database? Name it with --to or --from, or in {CommonOptions.Variable}." : $"The database can't be used: its address {wrong}. Write postgres://USER:PASSWORD@HOST/NAME.");
        }

        using var wait = LongWait.For(CommandLine.Say, TimeProvider.System, address.Place, PostgresConfigs.Patience);
        try
        {
            return await work(new PostgresConfigs(address));
        }
        catch (Exception trouble) when (trouble is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException or ArgumentException)
        {
            await Console.Error.WriteLineAsync(Plain.Text($"{address.Place}: {trouble.Message}"));
            return CommandLine.No;
        }
    }

    /// <summary>What a push and a rollback end with.</summary>
    public static async Task<int> TellAsync(StoredConfig config, bool isNew)
    {
        await Console.Out.WriteLineAsync(isNew ? $"version {config.Id} counts" : $"version {config.Id} says the same and counts already");
        return 0;
    }
}
