using System.Diagnostics;

namespace Bascule.Benchmarks.Load;

/// <summary>What is measured of one target in one round.</summary>
internal static class Measure
{
    /// <summary>Callers that ask without pause. CPU of the gateway per request, and requests per second.</summary>
    public static async Task<(double CpuPerRequest, double PerSecond)> WholeAsync(Target target, int callers, TimeSpan time)
    {
        var request = Caller.Request(stream: false);
        var (count, cpu, took) = await LoopAsync(target, callers, time, request);
        return (cpu / count, count / took.TotalSeconds);
    }

    /// <summary>One caller alone: the median time of one answer in microseconds, and CPU per request.</summary>
    public static async Task<(double MedianMicroseconds, double CpuPerRequest)> AloneAsync(Target target, int requests)
    {
        var request = Caller.Request(stream: false);
        using var caller = new Caller();
        await caller.ConnectAsync(target.Port);
        var times = new double[requests];
        var before = target.Process?.CpuMicroseconds ?? 0;
        for (var i = 0; i < requests; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await caller.AskAsync(request);
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        }

        return (Figures.Median(times), ((target.Process?.CpuMicroseconds ?? 0) - before) / requests);
    }

    /// <summary>Streams of <paramref name="chunks"/> chunks, <paramref name="pace"/> milliseconds apart. CPU of the gateway per chunk, and chunks per second.</summary>
    public static async Task<(double CpuPerChunk, double PerSecond)> StreamAsync(Target target, int callers, int chunks, int pace, TimeSpan time)
    {
        var (count, cpu, took) = await LoopAsync(target, callers, time, Caller.Request(stream: true, $"?chunks={chunks}&pace={pace}"));
        return (cpu / count / chunks, count * chunks / took.TotalSeconds);
    }

    /// <summary>Resident megabytes before and while <paramref name="streams"/> streams are open in which nothing happens any more.</summary>
    public static async Task<(double Before, double With)> IdleAsync(Target target, int streams)
    {
        var before = target.Process!.ResidentMegabytes;
        var request = Caller.Request(stream: true, "?chunks=2&pace=600000");
        var callers = new List<Caller>();
        try
        {
            for (var i = 0; i < streams; i++)
            {
                var caller = new Caller();
                callers.Add(caller);
                await caller.ConnectAsync(target.Port);
                if (await caller.OpenAsync(request) is { Kept: 0 })
                {
                    await caller.MoreAsync();
                }
            }

            await Task.Delay(TimeSpan.FromSeconds(2));
            return (before, target.Process.ResidentMegabytes);
        }
        finally
        {
            callers.ForEach(caller => caller.Dispose());
        }
    }

    /// <summary>Callers ask until the time is over and finish what they began, so that a request counted is a request answered.</summary>
    public static async Task<(int Count, double Cpu, TimeSpan Took)> LoopAsync(Target target, int callers, TimeSpan time, byte[] request, string terminal = "data: [DONE]")
    {
        var count = 0;
        var open = new List<Caller>();
        for (var i = 0; i < callers; i++)
        {
            open.Add(new Caller());
            await open[i].ConnectAsync(target.Port);
        }

        var before = target.Process?.CpuMicroseconds ?? 0;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(open.Select(async caller =>
        {
            do
            {
                await caller.AskAsync(request, terminal);
                Interlocked.Increment(ref count);
            }
            while (Stopwatch.GetElapsedTime(begun) < time);
        }));
        var took = Stopwatch.GetElapsedTime(begun);
        var cpu = (target.Process?.CpuMicroseconds ?? 0) - before;
        open.ForEach(caller => caller.Dispose());
        return (count, cpu, took);
    }
}
