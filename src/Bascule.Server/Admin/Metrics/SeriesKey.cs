namespace Bascule.Server.Admin.Metrics;

/// <summary>The tags of a measurement as a key that is compared without allocating. The instruments here have at most four; further ones would be left out.</summary>
internal readonly struct SeriesKey : IEquatable<SeriesKey>
{
    private readonly KeyValuePair<string, object?> _a, _b, _c, _d;
    private readonly int _count;

    public SeriesKey(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        _count = Math.Min(tags.Length, 4);
        _a = _count > 0 ? tags[0] : default;
        _b = _count > 1 ? tags[1] : default;
        _c = _count > 2 ? tags[2] : default;
        _d = _count > 3 ? tags[3] : default;
    }

    /// <summary>The tags as label names and texts; an empty one says nothing and is left out.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Labels =>
        [.. new[] { _a, _b, _c, _d }.Take(_count).Select(tag => new KeyValuePair<string, string>(tag.Key, tag.Value?.ToString() ?? "")).Where(tag => tag.Value.Length > 0)];

    public bool Equals(SeriesKey other) =>
        _count == other._count && Same(_a, other._a) && Same(_b, other._b) && Same(_c, other._c) && Same(_d, other._d);

    public override bool Equals(object? obj) => obj is SeriesKey other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(_a.Value, _b.Value, _c.Value, _d.Value);

    private static bool Same(KeyValuePair<string, object?> one, KeyValuePair<string, object?> other) =>
        string.Equals(one.Key, other.Key, StringComparison.Ordinal) && Equals(one.Value, other.Value);
}
