using System.Collections.Concurrent;
using Bascule.Engine.Ledger;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Tests.Ledger;

/// <summary>Remembers what the journal told its operator.</summary>
internal sealed class Said : ILogger<Journal>
{
    public ConcurrentQueue<string> Errors { get; } = new();

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (logLevel == LogLevel.Error)
        {
            Errors.Enqueue(formatter(state, exception));
        }
    }
}
