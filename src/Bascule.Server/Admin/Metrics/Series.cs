namespace Bascule.Server.Admin.Metrics;

/// <summary>One running sum, or one histogram.</summary>
internal sealed class Series(double[]? bounds)
{
    private const double Micro = 1_000_000;    // integers add without a lock; a sum of seconds has room for 290,000 years
    private readonly long[] _buckets = new long[bounds is null ? 0 : bounds.Length + 1];
    private long _sum;

    /// <summary>The sum of a counter.</summary>
    public long Value => Interlocked.Read(ref _sum);

    /// <summary>The sum of a histogram.</summary>
    public double Sum => Value / Micro;

    public void Add(long amount) => Interlocked.Add(ref _sum, amount);

    public void Record(double amount)
    {
        var bucket = 0;
        while (bucket < bounds!.Length && amount > bounds[bucket])
        {
            bucket++;
        }

        Interlocked.Increment(ref _buckets[bucket]);
        Interlocked.Add(ref _sum, (long)(amount * Micro));
    }

    /// <summary>How many were in each bucket or below, the last being all.</summary>
    public long[] Cumulative()
    {
        var all = new long[_buckets.Length];
        long count = 0;
        for (var i = 0; i < all.Length; i++)
        {
            all[i] = count += Interlocked.Read(ref _buckets[i]);
        }

        return all;
    }
}
