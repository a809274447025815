using System.Runtime.InteropServices;

namespace Bascule.Engine.Dialects.Json;

/// <summary>
/// What of a document was read. A reader takes what it has words for and passes over the rest; whoever must know two documents apart learns here what the reading does not tell.
/// </summary>
public sealed class JsonCoverage
{
    private readonly List<(int Start, int End)> _read = [];
    private readonly List<(int Start, int End)> _blurred = [];
    private ReadOnlyMemory<byte> _body;
    private bool _sorted;

    /// <summary>Whether a value that stands here was read.</summary>
    public bool Has(int start, int end)
    {
        if (!_sorted)
        {
            Settle(_read);
            Settle(_blurred);
            _sorted = true;
        }

        return Holds(_read, start, end) && !Holds(_blurred, start, end);
    }

    internal JsonCoverage Begin(ReadOnlyMemory<byte> body)
    {
        _body = body;
        return this;
    }

    internal void Add(ReadOnlySpan<byte> value) => Add(_read, value);

    internal void Blur(ReadOnlySpan<byte> value) => Add(_blurred, value);

    private void Add(List<(int Start, int End)> ranges, ReadOnlySpan<byte> value)
    {
        if (_body.Span.Overlaps(value, out var at))
        {
            ranges.Add((at, at + value.Length));
            _sorted = false;
        }
    }

    private static bool Holds(List<(int Start, int End)> ranges, int start, int end)
    {
        // The ranges do not meet, so the one that begins last before it is the only one that can hold it.
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ranges[middle].Start <= start ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && ranges[low - 1].End >= end;
    }

    /// <summary>Sorts the ranges and leaves out those that stand within others.</summary>
    private static void Settle(List<(int Start, int End)> ranges)
    {
        ranges.Sort(static (one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        var kept = 0;
        foreach (var range in CollectionsMarshal.AsSpan(ranges))
        {
            if (kept == 0 || range.Start >= ranges[kept - 1].End)
            {
                ranges[kept++] = range;
            }
        }

        ranges.RemoveRange(kept, ranges.Count - kept);
    }
}
