using Bascule.Storage.Redis;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Bascule.Storage.Tests.Redis;

public sealed class LinkNewsTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new();
    private readonly Heard _heard = new();
    private readonly LinkNews _news;

    public LinkNewsTests() => _news = new LinkNews("limits", RedisAddress.TryParse("redis://127.0.0.1:6379", out _)!, _time, _heard);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _news.DisposeAsync();

    [Fact]
    public void Away_ForLessThanASecondAgainAndAgain_IsNoNews()
    {
        for (var i = 0; i < 20; i++)
        {
            _news.Away(null);
            _time.Advance(TimeSpan.FromMilliseconds(900));
            _news.Back();
            _time.Advance(TimeSpan.FromMilliseconds(100));
        }

        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Empty(_heard.Levels);
    }

    [Fact]
    public void AwayAndBack_ThatHold_AreToldOnceEach()
    {
        _news.Away(null);
        _time.Advance(TimeSpan.FromMilliseconds(900));
        _news.Away(new IOException("Connection refused"));    // it is the same loss
        _time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal([LogLevel.Warning], _heard.Levels);
        _news.Back();
        _news.Away(null);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Single(_heard.Levels);
        _news.Back();
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal([LogLevel.Warning, LogLevel.Information], _heard.Levels);
    }

    private sealed class Heard : ILogger
    {
        public List<LogLevel> Levels { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => Levels.Add(logLevel);
    }
}
