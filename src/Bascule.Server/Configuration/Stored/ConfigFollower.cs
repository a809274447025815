using System.Globalization;
using Bascule.Engine.Ledger.Auditing;
using Bascule.Storage.Postgres;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Configuration.Stored;

/// <summary>Follows the config where it stands: a file is looked at, a database tells of a new version. Ends with <see cref="DisposeAsync"/>.</summary>
internal sealed partial class ConfigFollower : IAsyncDisposable
{
    /// <summary>Letters of a name that stand in the audit log: whoever writes into the database may write much.</summary>
    private const int MaxName = 200;

    private readonly ConfigWatcher _watcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;

    private ConfigFollower(ConfigWatcher watcher, Func<ConfigWatcher, CancellationToken, Task> follow) => (_watcher, _following) = (watcher, follow(watcher, _stop.Token));

    /// <param name="file">The file, or the database's address.</param>
    /// <param name="initial">What was read at start; its config runs.</param>
    /// <param name="surroundings">What it is read against.</param>
    /// <param name="onChanged">Called with every change, good or bad, never twice at once.</param>
    /// <param name="audit">Is told who put which version into the database.</param>
    /// <param name="time">The clock that the polling keeps.</param>
    /// <param name="logger">Is told where the database is away.</param>
    public static ConfigFollower Start(string file, ConfigResult initial, ConfigSurroundings surroundings, Action<ConfigResult> onChanged, AuditLog audit, TimeProvider time, ILogger logger)
    {
        var watcher = new ConfigWatcher(file, initial, surroundings, onChanged, time);
        return new(watcher, PostgresAddress.TryParse(file, out var address, out _) ? (watched, stop) => FollowAsync(new PostgresSignal(address, PostgresConfigs.Channel, time), file, surroundings.Stored, watched, audit, logger, stop) : static (_, _) => Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _watcher.Dispose();
        _stop.Dispose();
    }

    private static Task FollowAsync(PostgresSignal signal, string url, StoredConfigs stored, ConfigWatcher watcher, AuditLog audit, ILogger logger, CancellationToken stop) => signal.FollowAsync(
        async (connection, cancel) =>
        {
            if (stored.Read(url).Config is { } known && await PostgresConfigs.OtherThanAsync(known.Id, connection, cancel) is { } other)
            {
                // Before it counts. A database that was put back may give a version a number that it had before.
                foreach (var made in other.Id > known.Id ? await PostgresConfigs.BetweenAsync(known.Id, other.Id, connection, cancel) : [other])
                {
                    Note(audit, made);
                }

                stored.Replace(other);
                watcher.ReadNow();
            }
        },
        trouble =>
        {
            if (trouble is null)
            {
                Log.Back(logger);
            }
            else
            {
                Log.Away(logger, trouble.GetType().Name);
            }
        },
        stop);

    private static void Note(AuditLog audit, StoredConfig made) => audit.Act(
        made.Who.Length > MaxName ? made.Who[..MaxName] : made.Who, made.BackTo is null ? AuditActs.Push : AuditActs.Rollback, string.Create(CultureInfo.InvariantCulture, $"version {made.Id}"),
        ("put", made.At.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture)), ("back_to", made.BackTo?.ToString(CultureInfo.InvariantCulture)));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The database of the config is away ({Exception}): the config in force stays until it is back.")]
        public static partial void Away(ILogger logger, string exception);

        [LoggerMessage(2, LogLevel.Information, "The database of the config is back.")]
        public static partial void Back(ILogger logger);
    }
}
