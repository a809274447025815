using System.Diagnostics;

namespace Bascule.Benchmarks.Load;

/// <summary>
/// Direct, nginx, YARP and Bascule before one upstream, in one run: rounds are interleaved (A B C D, A B C D), so what the machine does besides falls on all alike.
/// </summary>
internal static class LoadVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    public static async Task<int> RunAsync(Flags flags)
    {
        var folder = Directory.CreateTempSubdirectory("bascule-load").FullName;
        var targets = new List<Target>();
        try
        {
            var upstream = Target.StartUpstream();
            targets.Add(upstream);
            if (flags.Names("only", "nginx"))
            {
                if (!HasNginx())
                {
                    Console.Error.WriteLine("nginx is missing: apt-get install nginx, or leave it out with --only yarp,bascule.");
                    return 2;
                }

                targets.Add(Target.StartNginx(upstream.Port, Path.Combine(folder, "nginx")));
            }

            if (flags.Names("only", "yarp"))
            {
                targets.Add(Target.StartYarp(upstream.Port));
            }

            if (flags.Names("only", "bascule"))
            {
                targets.Add(Target.StartBascule(upstream.Port, Path.Combine(folder, "bascule")));
            }

            foreach (var target in targets)
            {
                await target.ReadyAsync(Patience);
                Console.Error.WriteLine($"{target.Name} on port {target.Port}");
            }

            await MeasureAsync(flags, targets, folder);
            return 0;
        }
        finally
        {
            targets.ForEach(target => target.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Flags flags, List<Target> targets, string folder)
    {
        var rounds = flags.Number("rounds", 5);
        var time = TimeSpan.FromSeconds(flags.Number("seconds", 3));
        var figures = new Figures();

        // Warm-up: tiered compilation needs tens of thousands of calls and some seconds of background work.
        Console.Error.WriteLine("warming up ...");
        foreach (var target in targets)
        {
            await Measure.WholeAsync(target, 64, TimeSpan.FromSeconds(flags.Number("warm", 10)));
            await Measure.StreamAsync(target, 16, 500, 0, TimeSpan.FromSeconds(2));
            await Measure.StreamAsync(target, 64, 100, 10, TimeSpan.FromSeconds(1));
        }

        await RoundsAsync("whole", async target =>
        {
            var (cpu, perSecond) = await Measure.WholeAsync(target, 64, time);
            Add(target, "CPU us a request, 64 callers", cpu);
            figures.Add(target.Name, "requests a second, 64 callers", perSecond);
        });
        await RoundsAsync("alone", async target =>
        {
            var (median, cpu) = await Measure.AloneAsync(target, 1500);
            figures.Add(target.Name, "p50 us of an answer, 1 caller", median);
            Add(target, "CPU us a request, 1 caller", cpu);
        });
        await RoundsAsync("flood", async target =>
        {
            var (cpu, perSecond) = await Measure.StreamAsync(target, 16, 500, 0, time);
            Add(target, "CPU us a chunk, 16 streams in flood", cpu);
            figures.Add(target.Name, "chunks a second, 16 streams in flood", perSecond);
        });
        await RoundsAsync("paced", async target => Add(target, "CPU us a chunk, 64 streams, one each 10 ms", (await Measure.StreamAsync(target, 64, 200, 10, time)).CpuPerChunk));
        if (flags.Names("phase", "idle"))
        {
            foreach (var target in targets.Where(target => target.Process is not null && target.Name != "direct"))
            {
                var (before, with) = await Measure.IdleAsync(target, 500);
                figures.Add(target.Name, "resident MB after the load above", before);
                figures.Add(target.Name, "resident MB with 500 idle streams", with);
            }
        }

        if (flags.Names("phase", "ready") && flags.Names("only", "bascule"))
        {
            for (var round = 0; round < 5; round++)
            {
                var begun = Stopwatch.GetTimestamp();
                using var target = Target.StartBascule(targets[0].Port, Path.Combine(folder, $"ready{round}"));
                await target.ReadyAsync(Patience);
                figures.Add("bascule", "ms from process start to the first 200", Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            }
        }

        figures.Print([.. targets.Select(target => target.Name)]);

        void Add(Target target, string column, double value)
        {
            // The upstream answers everybody; its own CPU is no gateway's.
            if (target.Name != "direct")
            {
                figures.Add(target.Name, column, value);
            }
        }

        async Task RoundsAsync(string phase, Func<Target, Task> measure)
        {
            if (!flags.Names("phase", phase))
            {
                return;
            }

            Console.Error.WriteLine($"{phase} ...");
            for (var round = 0; round < rounds; round++)
            {
                foreach (var target in targets)
                {
                    await measure(target);
                }
            }
        }
    }

    private static bool HasNginx() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "nginx")));
}
