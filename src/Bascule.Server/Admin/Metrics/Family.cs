using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Bascule.Server.Admin.Metrics;

/// <summary>The series of one instrument, by their tags.</summary>
/// <param name="instrument">What is measured.</param>
/// <param name="bounds">The upper bounds of a histogram's buckets; null for a sum.</param>
internal sealed class Family(Instrument instrument, double[]? bounds)
{
    private readonly ConcurrentDictionary<SeriesKey, Series> _series = new();
    private readonly Series _overflow = new(bounds);
    private int _count;    // the dictionary's own Count takes all its locks
    private int _overflowed;

    public Instrument Instrument => instrument;

    public double[]? Bounds => bounds;

    /// <summary>Every series with its labels.</summary>
    public IEnumerable<(IReadOnlyList<KeyValuePair<string, string>> Labels, Series Series)> All
    {
        get
        {
            foreach (var (key, series) in _series)
            {
                yield return (key.Labels, series);
            }

            if (Volatile.Read(ref _overflowed) == 1)
            {
                yield return ([new("otel_metric_overflow", "true")], _overflow);
            }
        }
    }

    public Series Of(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var key = new SeriesKey(tags);
        return _series.TryGetValue(key, out var series) ? series : Grow(key);
    }

    private Series Grow(SeriesKey key)
    {
        if (Interlocked.Increment(ref _count) > MeterReader.MaxSeries)
        {
            Interlocked.Decrement(ref _count);
            Volatile.Write(ref _overflowed, 1);
            return _overflow;
        }

        var mine = new Series(bounds);
        var kept = _series.GetOrAdd(key, mine);
        if (!ReferenceEquals(kept, mine))
        {
            Interlocked.Decrement(ref _count);
        }

        return kept;
    }
}
