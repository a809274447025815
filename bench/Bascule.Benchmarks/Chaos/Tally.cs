using System.Collections.Concurrent;

namespace Bascule.Benchmarks.Chaos;

/// <summary>What callers got.</summary>
internal sealed class Tally
{
    /// <summary>So many examples of what went wrong are kept.</summary>
    private const int MaxExamples = 8;

    private readonly ConcurrentDictionary<string, long> _wrongs = new();
    private readonly ConcurrentQueue<string> _examples = new();
    private long _asked;
    private long _right;

    public long Asked => Interlocked.Read(ref _asked);

    /// <summary>Whole, ended as it should, and letter for letter the expected text.</summary>
    public long Right => Interlocked.Read(ref _right);

    /// <summary>What else there was, by its kind.</summary>
    public IEnumerable<KeyValuePair<string, long>> Wrongs => _wrongs.OrderByDescending(wrong => wrong.Value);

    public IEnumerable<string> Examples => _examples;

    public void Add(string? wrong, string example)
    {
        Interlocked.Increment(ref _asked);
        if (wrong is null)
        {
            Interlocked.Increment(ref _right);
            return;
        }

        _wrongs.AddOrUpdate(wrong, 1, static (_, count) => count + 1);
        if (_examples.Count < MaxExamples)
        {
            _examples.Enqueue($"{wrong}: {example}");
        }
    }
}
