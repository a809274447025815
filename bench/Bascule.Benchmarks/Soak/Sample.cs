using Bascule.Benchmarks.Chaos;

namespace Bascule.Benchmarks.Soak;

/// <summary>What a process holds at one moment.</summary>
internal sealed record Sample(TimeSpan At, double ResidentMegabytes, double HeapMegabytes, int Handles, int Threads)
{
    public static async Task<Sample> OfAsync(ChaosHouse house, TimeSpan at) => new(
        at, house.Gateway.ResidentMegabytes, await house.MetricAsync("dotnet_gc_heap_bytes") / (1 << 20), house.Gateway.Handles, house.Gateway.Threads);

    /// <summary>Takes one every so often until it is enough. The scrape of the metrics is part of what the gateway does, as for its operators.</summary>
    public static async Task WatchAsync(ChaosHouse house, TimeSpan every, List<Sample> samples, CancellationToken enough)
    {
        using var timer = new PeriodicTimer(every);
        var begun = TimeProvider.System.GetTimestamp();
        try
        {
            while (await timer.WaitForNextTickAsync(enough))
            {
                samples.Add(await OfAsync(house, TimeProvider.System.GetElapsedTime(begun)));
                Console.Error.WriteLine(samples[^1]);
            }
        }
        catch (OperationCanceledException) when (enough.IsCancellationRequested)
        {
            // Enough.
        }
    }
}
