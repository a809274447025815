namespace Bascule.Benchmarks.Budgets;

/// <summary>Counts the bytes that code allocates on this thread.</summary>
public static class AllocationMeter
{
    /// <summary>Enough for the compiler's tiers and for pools to fill.</summary>
    private const int Warm = 2_000;

    private const int Counted = 10_000;

    /// <summary>Bytes a run; a fraction is kept, so that one allocation in a thousand runs is seen.</summary>
    public static double BytesPerRun(Action run)
    {
        for (var i = 0; i < Warm; i++)
        {
            run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Counted; i++)
        {
            run();
        }

        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Counted;
    }
}
