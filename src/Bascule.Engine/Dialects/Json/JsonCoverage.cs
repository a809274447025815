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
            Settle();
        }

        // The ranges do not meet, so the one that begins last before it is the only one that can hold it.
        var (low, high) = (0, _read.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = _read[middle].Start <= start ? (middle + 1, high) : (low, middle);
        }

        return low > 0 && _read[low - 1].End >= end && !_blurred.Exists(range => range.Start <= start && range.End >= end);
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

    /// <summary>Sorts the ranges and leaves out those that stand within others.</summary>
    private void Settle()
    {
        _read.Sort(static (one, other) => one.Start != other.Start ? one.Start.CompareTo(other.Start) : other.End.CompareTo(one.End));
        var kept = 0;
        foreach (var range in CollectionsMarshal.AsSpan(_read))
        {
            if (kept == 0 || range.Start >= _read[kept - 1].End)
            {
                _read[kept++] = range;
            }
        }

        _read.RemoveRange(kept, _read.Count - kept);
        _sorted = true;
    }
}
