using Microsoft.Extensions.Logging;

namespace Bascule.Storage.Redis;

/// <summary>What the log says of a link: once when Redis is lost, and once when it is back.</summary>
internal sealed partial class LinkNews(string name, RedisAddress address, ILogger logger)
{
    private bool _away;

    /// <param name="trouble">Null: it does not answer in time.</param>
    public void Away(Exception? trouble)
    {
        if (!_away)
        {
            _away = true;
            Log.Away(logger, name, address, trouble?.Message.TrimEnd('.') ?? "it does not answer in time");
        }
    }

    public void Back()
    {
        if (_away)
        {
            _away = false;
            Log.Back(logger, name, address);
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
