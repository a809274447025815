namespace Bascule.Benchmarks.Load.Phases;

/// <summary>Requests of 1 KB with whole answers: CPU and throughput of crowds, and the time of one caller alone.</summary>
internal static class RequestPhases
{
    private const int Alone = 2_500;

    public static Task WholeAsync(LoadRun run) => CallersAsync(run, 64);

    public static async Task CallersAsync(LoadRun run)
    {
        await CallersAsync(run, 16);
        await CallersAsync(run, 256);
    }

    /// <summary>What a gateway adds is its round's time less that of asking the upstream directly in the same round.</summary>
    public static async Task AloneAsync(LoadRun run)
    {
        const string Median = "p50 µs of an answer, 1 caller";
        const string Slow = "p99 µs of an answer, 1 caller";
        await run.RoundsAsync([run.Upstream, .. run.Gateways], async target =>
        {
            var (median, slow, cpu) = await Measure.AloneAsync(target, Alone);
            run.Add(target, Median, median);
            run.Add(target, Slow, slow);
            if (target != run.Upstream)
            {
                run.Add(target, Columns.Cpu(1), cpu);
            }
        });
        foreach (var target in run.Gateways)
        {
            foreach (var (column, added) in new[] { (Median, Columns.AddedMedian), (Slow, "added p99 µs, 1 caller") })
            {
                foreach (var (with, without) in run.Figures.Rounds(target.Name, column).Zip(run.Figures.Rounds(run.Upstream.Name, column)))
                {
                    run.Figures.Add(target.Name, added, with - without);
                }
            }
        }
    }

    private static Task CallersAsync(LoadRun run, int callers) => run.RoundsAsync(run.Targets, async target =>
    {
        var (cpu, perSecond) = await Measure.WholeAsync(target, callers, run.Time);
        if (target != run.Upstream)
        {
            run.Add(target, Columns.Cpu(callers), cpu);
        }

        run.Add(target, $"requests a second, {callers} callers", perSecond);
    });
}
