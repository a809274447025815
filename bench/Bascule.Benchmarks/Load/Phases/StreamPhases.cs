using System.Diagnostics;

namespace Bascule.Benchmarks.Load.Phases;

/// <summary>Streams of 64 chunks, 200 and 2,000 of them at a time: paced to ten chunks a millisecond over all, and in a flood.</summary>
internal static class StreamPhases
{
    private const int Chunks = 64;
    private const int ChunksPerMillisecond = 10;

    public static async Task PacedAsync(LoadRun run)
    {
        foreach (var streams in Goals.Crowds)
        {
            await run.RoundsAsync(run.Gateways, async target =>
            {
                await using var crowd = await Crowd.PacedAsync(target, streams, Chunks, streams / ChunksPerMillisecond);
                var (cpu, words, begun) = (target.Process!.CpuMicroseconds, crowd.Words, Stopwatch.GetTimestamp());
                await Task.Delay(run.Time * 2);
                var (used, come) = (target.Process.CpuMicroseconds - cpu, crowd.Words - words);
                run.Add(target, Columns.Paced(streams), used / come);
                run.Add(target, $"paced chunks a second, {streams} streams", come / Stopwatch.GetElapsedTime(begun).TotalSeconds);
            }, run.Flags.Number("rounds", 3));
        }
    }

    public static async Task FloodAsync(LoadRun run)
    {
        foreach (var streams in Goals.Crowds)
        {
            await run.RoundsAsync(run.Gateways, async target =>
            {
                var (cpu, perSecond) = await Measure.FloodAsync(target, streams, Chunks, run.Time);
                run.Add(target, Columns.Flood(streams), cpu);
                run.Add(target, $"chunks a second in flood, {streams} streams", perSecond);
            });
        }
    }
}
