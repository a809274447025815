using Bascule.Storage.Postgres;
using Microsoft.Extensions.Logging;

namespace Bascule.Server.Configuration.Stored;

/// <summary>Follows the config where it stands: a file is looked at, a database tells of a new version. Ends with <see cref="DisposeAsync"/>.</summary>
internal sealed partial class ConfigFollower : IAsyncDisposable
{
    private readonly ConfigWatcher _watcher;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _following;

    private ConfigFollower(ConfigWatcher watcher, Func<ConfigWatcher, CancellationToken, Task> follow) => (_watcher, _following) = (watcher, follow(watcher, _stop.Token));

    /// <param name="file">The file, or the database's address.</param>
    /// <param name="initial">What was read at start; its config runs.</param>
    /// <param name="surroundings">What it is read against.</param>
    /// <param name="onChanged">Called with every change, good or bad, never twice at once.</param>
    /// <param name="time">The clock that the polling keeps.</param>
    /// <param name="logger">Is told where the database is away.</param>
    public static ConfigFollower Start(string file, ConfigResult initial, ConfigSurroundings surroundings, Action<ConfigResult> onChanged, TimeProvider time, ILogger logger)
    {
        var watcher = new ConfigWatcher(file, initial, surroundings, onChanged, time);
        return new(watcher, PostgresAddress.TryParse(file, out var address, out _) ? (watched, stop) => FollowAsync(new PostgresSignal(address, PostgresConfigs.Channel, time), file, surroundings.Stored, watched, logger, stop) : static (_, _) => Task.CompletedTask);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _following;
        _watcher.Dispose();
        _stop.Dispose();
    }

    private static Task FollowAsync(PostgresSignal signal, string url, StoredConfigs stored, ConfigWatcher watcher, ILogger logger, CancellationToken stop) => signal.FollowAsync(
        async (connection, cancel) =>
        {
            if (stored.Read(url).Config is { } known && await PostgresConfigs.OtherThanAsync(known.Id, connection, cancel) is { } other)
            {
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

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The database of the config is away ({Exception}): the config in force stays until it is back.")]
        public static partial void Away(ILogger logger, string exception);

        [LoggerMessage(2, LogLevel.Information, "The database of the config is back.")]
        public static partial void Back(ILogger logger);
    }
}
