using System.Runtime.InteropServices;

namespace Bascule.Engine.Guardrails.Masking;

/// <summary>What stands behind each placeholder of one request. It is filled before anybody is asked and only read after; it lives as long as the request.</summary>
public sealed class Vault
{
    /// <summary>Values of one request: a table of a thousand rows and ten columns. A request with more is refused rather than sent with some of them bare.</summary>
    public const int MaxValues = 10_000;

    private readonly Dictionary<string, string> _placeholders = [];
    private readonly Dictionary<string, string> _values = [];
    private readonly Dictionary<string, int> _numbers = [];    // bounded by the kinds that the config names
    private string[]? _sorted;

    public int Count => _values.Count;

    /// <summary>A value was found that there was no room for.</summary>
    public bool IsFull { get; private set; }

    /// <summary>The placeholder of a value: the one that it has, or a new one of this kind; null: there is no room.</summary>
    public string? Put(string kind, string value)
    {
        if (_placeholders.TryGetValue(value, out var known))
        {
            return known;
        }

        if (_values.Count == MaxValues)
        {
            IsFull = true;
            return null;
        }

        var label = Placeholder.LabelOf(kind);
        var made = Placeholder.Of(label, ++CollectionsMarshal.GetValueRefOrAddDefault(_numbers, label, out _));
        _placeholders.Add(value, made);
        _values.Add(made, value);
        return made;
    }

    /// <summary>What stands behind a placeholder, or null.</summary>
    public string? Find(ReadOnlySpan<char> placeholder) => _values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(placeholder, out var value) ? value : null;

    /// <summary>Whether a placeholder of this vault begins so.</summary>
    public bool CanBegin(ReadOnlySpan<char> text)
    {
        var sorted = Volatile.Read(ref _sorted);
        if (sorted is null)
        {
            sorted = [.. _values.Keys];
            Array.Sort(sorted, StringComparer.Ordinal);
            Volatile.Write(ref _sorted, sorted);    // two lanes may do it at once, each the same
        }

        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle].AsSpan().SequenceCompareTo(text) < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low < sorted.Length && sorted[low].AsSpan().StartsWith(text, StringComparison.Ordinal);
    }
}
