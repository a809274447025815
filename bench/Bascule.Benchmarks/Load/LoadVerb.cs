using System.Globalization;
using Bascule.Benchmarks.Load.Phases;

namespace Bascule.Benchmarks.Load;

/// <summary>
/// Direct, nginx, YARP and Bascule before one upstream, in one run: rounds are interleaved, so what the machine does besides falls on all alike.
/// </summary>
internal static class LoadVerb
{
    private static readonly (string Name, Func<LoadRun, Task> RunAsync)[] Phases =
    [
        ("whole", RequestPhases.WholeAsync), ("callers", RequestPhases.CallersAsync), ("alone", RequestPhases.AloneAsync), ("sizes", SizePhase.RunAsync), ("paced", StreamPhases.PacedAsync),
        ("flood", StreamPhases.FloodAsync), ("cross", CrossPhase.RunAsync), ("tls", TlsPhase.RunAsync), ("memory", MemoryPhase.RunAsync), ("ready", ReadyPhase.RunAsync),
    ];

    public static async Task<int> RunAsync(Flags flags)
    {
        if (flags.Names("only", "nginx") && !HasNginx())
        {
            Console.Error.WriteLine("nginx is missing: apt-get install nginx, or leave it out with --only yarp,bascule.");
            return 2;
        }

        var folder = Directory.CreateTempSubdirectory("bascule-load").FullName;
        var quiet = new Quiet();
        var machine = Machine.Words();
        Console.Error.WriteLine(machine);
        var upstream = Target.StartUpstream();
        var started = new List<Target> { upstream };
        LoadRun run;
        try
        {
            run = new(flags, folder, upstream, started);
            await StartAsync(run, started);
            if (!flags.Names("only", "direct"))
            {
                run = new(flags, folder, upstream, [.. started.Where(target => target != upstream)]);
            }

            using var scraper = new Scraper(run.Bascules);
            await MeasureAsync(run);
        }
        finally
        {
            started.ForEach(target => target.Dispose());
            Directory.Delete(folder, recursive: true);
        }

        Publish(flags, run, machine, quiet);
        return 0;
    }

    private static async Task StartAsync(LoadRun run, List<Target> started)
    {
        var (port, folder) = (run.Upstream.Port, run.Folder);
        await run.Upstream.ReadyAsync(LoadRun.Patience);
        await AddAsync("nginx", () => Target.StartNginx(port, Path.Combine(folder, "nginx")));
        await AddAsync("yarp", () => Target.StartYarp(port, Path.Combine(folder, "yarp")));
        await AddAsync("bascule", () => Target.StartServed(port, Path.Combine(folder, "bascule"), run.Executable));
        await AddAsync("streams", () => Target.StartServed(port, Path.Combine(folder, "streams"), run.Executable, "streams"));

        async Task AddAsync(string name, Func<Target> start)
        {
            if (!run.Flags.Names("only", name))
            {
                return;
            }

            var target = start();
            try
            {
                await target.ReadyAsync(LoadRun.Patience);
                started.Add(target);
            }
            catch (InvalidOperationException refused) when (name == "streams")
            {
                target.Dispose();
                Console.Error.WriteLine($"Left out: {refused.Message}");
            }
            catch
            {
                target.Dispose();
                throw;
            }
        }
    }

    private static async Task MeasureAsync(LoadRun run)
    {
        // Tiered compilation needs tens of thousands of calls and some seconds of background work.
        Console.Error.WriteLine("warming up ...");
        var streams = run.Flags.Names("phase", "paced") || run.Flags.Names("phase", "flood");
        foreach (var target in run.Targets)
        {
            var compiled = target.Name is not ("direct" or "nginx");
            await Measure.WholeAsync(target, 64, compiled ? run.Flags.Seconds("warm", 8) : TimeSpan.FromSeconds(0.5));
            if (streams && compiled)
            {
                await Measure.FloodAsync(target, 16, 500, TimeSpan.FromSeconds(2));
            }
        }

        foreach (var (name, runAsync) in Phases.Where(phase => run.Flags.Names("phase", phase.Name)))
        {
            Console.Error.WriteLine($"{name} ...");
            await runAsync(run);
        }

        foreach (var target in run.Gateways)
        {
            run.Figures.Add(target.Name, "resident MB after the load above", target.Process!.ResidentMegabytes);
        }
    }

    private static void Publish(Flags flags, LoadRun run, string machine, Quiet quiet)
    {
        var others = quiet.Others();
        var words = quiet.Words(others);
        string[] names = [.. run.Targets.Select(target => target.Name)];
        var table = run.Figures.Table(names);
        Console.WriteLine(Goals.Table(run.Figures, Quiet.IsQuiet(others), all: false));
        Console.WriteLine(table);
        Console.WriteLine(words);
        var rounds = flags.Number("rounds", 5).ToString(CultureInfo.InvariantCulture);
        PagePart.Write(flags, "load",
            $"""
            {machine} {words}

            {Goals.Table(run.Figures, Quiet.IsQuiet(others), all: true)}
            "Over" is the median of the rounds' ratios; "rounds" are the lowest and the highest of them.

            ### What was on

            In Bascule: {House.On}. Nothing is off that is on by default. YARP and nginx only forward.

            ### All figures

            Medians of {rounds} rounds (3 for paced streams and TLS, one for memory).

            {table}

            """);
    }

    private static bool HasNginx() => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "nginx")));
}
