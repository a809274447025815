using System.Data.Common;
using Bascule.Server.Hosting;
using Bascule.Storage.Postgres;

namespace Bascule.Server.Configuration.Stored;

/// <summary>The config of a database: read when it is first asked for, and from then on what a follower says it is.</summary>
/// <param name="waits">Is told what is waited for, while it is; null: nobody is.</param>
public sealed class StoredConfigs(Action<string>? waits, TimeProvider time)
{
    private volatile StoredConfig? _now;

    /// <summary>The one that counts, or why there is none.</summary>
    public (StoredConfig? Config, ConfigProblem? Trouble) Read(string url)
    {
        if (_now is { } known)
        {
            return (known, null);
        }

        if (!PostgresAddress.TryParse(url, out var address, out var wrong))
        {
            return Problem(url, $"the address {wrong}", "write postgres://USER:PASSWORD@HOST/DATABASE");
        }

        using var wait = LongWait.For(waits, time, $"the config in {address.Place}", PostgresConfigs.Patience);
        try
        {
            return (_now = new PostgresConfigs(address).Newest()) is { } read ? (read, null) : Problem(url, "no config was ever put into this database", "bascule config push --config FILE --to URL");
        }
        catch (Exception trouble) when (trouble is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException or ArgumentException)
        {
            return Problem(url, $"the database can't be read: {trouble.Message}", "the database must be reachable from here, and its user may read the table bascule_configs");
        }
    }

    internal void Replace(StoredConfig other) => _now = other;

    private static (StoredConfig?, ConfigProblem?) Problem(string url, string message, string mend) =>
        (null, new ConfigProblem(ConfigSeverity.Error, PostgresAddress.Shown(url), 0, 0, "", "", message, mend));
}
