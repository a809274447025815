using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Bascule.Engine.Ledger;

/// <summary>Settled rows that the journal could not take, on their way to the store through memory. Past the bound further ones are dropped: said once an episode, and counted.</summary>
internal sealed partial class RescuedRows(ILogger logger)
{
    /// <summary>Some 16 MB.</summary>
    public const int Bound = 8_192;

    private readonly ConcurrentQueue<LedgerRow> _rows = new();
    private int _count;
    private long _lost;
    private long _lostBefore = -1;

    public int Count => Volatile.Read(ref _count);

    /// <summary>Rows that are gone.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    public void Add(LedgerRow row)
    {
        if (Interlocked.Increment(ref _count) > Bound)
        {
            Interlocked.Decrement(ref _count);
            var lost = Interlocked.Increment(ref _lost);
            if (Interlocked.CompareExchange(ref _lostBefore, lost - 1, -1) == -1)
            {
                Log.Dropping(logger, Bound);
            }

            return;
        }

        _rows.Enqueue(row);
    }

    /// <summary>The next one. It counts until it is <see cref="Stored"/>: on its way it is as easily lost as before.</summary>
    public bool TryTake([NotNullWhen(true)] out LedgerRow? row) => _rows.TryDequeue(out row);

    /// <summary>So many that were taken are in the store.</summary>
    public void Stored(int count) => Interlocked.Add(ref _count, -count);

    /// <summary>A row that nothing could write.</summary>
    public void Lose(long count) => Interlocked.Add(ref _lost, count);

    /// <summary>The journal takes rows again.</summary>
    public void Over()
    {
        var before = Interlocked.Exchange(ref _lostBefore, -1);
        if (before >= 0)
        {
            Log.Dropped(logger, Lost - before);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Error, "Ledger rows are dropped from now on: neither the journal nor the store takes them, and {Bound} wait in memory. Answers go on; bascule_ledger_rows_lost_total counts")]
        public static partial void Dropping(ILogger logger, int bound);

        [LoggerMessage(32, LogLevel.Error, "{Count} ledger rows were dropped while neither the journal nor the store took them")]
        public static partial void Dropped(ILogger logger, long count);
    }
}
