using Microsoft.Extensions.Logging;

namespace Bascule.Storage.Redis;

/// <summary>
/// What the log says of a link: once when Redis is lost, and once when it is back, each when it has held for a second. Patience with Redis is some milliseconds, so on a busy machine it is late now and then;
/// that is no news.
/// </summary>
internal sealed partial class LinkNews : IAsyncDisposable
{
    private static readonly TimeSpan Held = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly string _name;
    private readonly RedisAddress _address;
    private readonly ILogger _logger;
    private readonly ITimer _tells;
    private bool _away, _told;
    private string _trouble = "";

    public LinkNews(string name, RedisAddress address, TimeProvider time, ILogger logger)
    {
        (_name, _address, _logger) = (name, address, logger);
        _tells = time.CreateTimer(static news => ((LinkNews)news!).Tell(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Why it is away; null: it is not.</summary>
    public string? Trouble
    {
        get
        {
            lock (_gate)
            {
                return _away ? _trouble : null;
            }
        }
    }

    /// <param name="trouble">Null: it does not answer in time.</param>
    public void Away(Exception? trouble) => Turn(away: true, trouble?.Message.TrimEnd('.') ?? "it does not answer in time");

    public void Back() => Turn(away: false, "");

    public ValueTask DisposeAsync() => _tells.DisposeAsync();

    private void Turn(bool away, string trouble)
    {
        lock (_gate)
        {
            _trouble = trouble;
            if (_away != away)
            {
                _away = away;
                _tells.Change(Held, Timeout.InfiniteTimeSpan);
            }
        }
    }

    private void Tell()
    {
        lock (_gate)
        {
            if (_told == _away)
            {
                return;
            }

            _told = _away;
            if (_away)
            {
                Log.Away(_logger, _name, _address, _trouble);
            }
            else
            {
                Log.Back(_logger, _name, _address);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Redis is away ({Name}, {Address}): {Trouble}. This replica goes on with its share of what is shared.")]
        public static partial void Away(ILogger logger, string name, RedisAddress address, string trouble);

        [LoggerMessage(2, LogLevel.Information, "Redis is back ({Name}, {Address}).")]
        public static partial void Back(ILogger logger, string name, RedisAddress address);
    }
}
