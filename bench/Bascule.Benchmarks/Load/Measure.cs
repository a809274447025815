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

    /// <summary>One caller alone: median and 99th percentile of the time of one answer in microseconds, and CPU per request.</summary>
    public static async Task<(double Median, double Slow, double CpuPerRequest)> AloneAsync(Target target, int requests)
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

        var cpu = (target.Process?.CpuMicroseconds ?? 0) - before;
        Array.Sort(times);
        return (Figures.Median(times), times[requests * 99 / 100], cpu / requests);
    }

    /// <summary>Streams of <paramref name="chunks"/> chunks in a flood. CPU of the gateway per chunk, and chunks per second.</summary>
    public static async Task<(double CpuPerChunk, double PerSecond)> FloodAsync(Target target, int callers, int chunks, TimeSpan time)
    {
        var (count, cpu, took) = await LoopAsync(target, callers, time, Caller.Request(stream: true, $"?chunks={chunks}&pace=0"));
        return (cpu / count / chunks, count * chunks / took.TotalSeconds);
    }

    /// <summary>Callers ask until the time is over and finish what they began, so that a request counted is a request answered.</summary>
    public static async Task<(int Count, double Cpu, TimeSpan Took)> LoopAsync(
        Target target, int callers, TimeSpan time, byte[] request, string terminal = "data: [DONE]", bool tls = false)
    {
        var count = 0;
        var open = new List<Caller>();
        for (var i = 0; i < callers; i++)
        {
            open.Add(new Caller());
            await open[i].ConnectAsync(tls ? target.TlsPort : target.Port);
            if (tls)
            {
                await open[i].SecureAsync();
            }
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

    /// <summary>Callers each of whose requests comes on a TLS connection of its own. CPU of the gateway per request.</summary>
    public static async Task<double> HandshakesAsync(Target target, int callers, TimeSpan time)
    {
        var count = 0;
        var request = Caller.Request(stream: false);
        var before = target.Process!.CpuMicroseconds;
        var begun = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
        {
            do
            {
                using var caller = new Caller(4096);
                await caller.ConnectAsync(target.TlsPort);
                await caller.SecureAsync();
                await caller.AskAsync(request);
                Interlocked.Increment(ref count);
            }
            while (Stopwatch.GetElapsedTime(begun) < time);
        }));
        return (target.Process.CpuMicroseconds - before) / count;
    }
}
