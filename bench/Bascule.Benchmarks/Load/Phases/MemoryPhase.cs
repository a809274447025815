using System.Globalization;

namespace Bascule.Benchmarks.Load.Phases;

/// <summary>Resident memory of fresh processes before, under and after streams in which a chunk comes each ten seconds.</summary>
internal static class MemoryPhase
{
    private const int Pace = 10_000;

    /// <summary>Descriptors that a gateway needs besides the two of each stream.</summary>
    private const int Besides = 400;

    /// <summary>The most streams that a gateway may hold here: 10,000, or what the limit on descriptors leaves.</summary>
    public static int Most { get; } = Math.Min(10_000, (Descriptors() - Besides) / 2 / 100 * 100);

    public static async Task RunAsync(LoadRun run)
    {
        if (Most < 10_000)
        {
            Console.Error.WriteLine($"This machine allows a process {Descriptors()} descriptors, so {Most} streams are opened instead of 10,000: ulimit -Hn.");
        }

        foreach (var name in run.Gateways.Select(target => target.Name))
        {
            using var fresh = Start(run, name);
            await fresh.ReadyAsync(LoadRun.Patience);
            await Measure.WholeAsync(fresh, 64, TimeSpan.FromSeconds(2));
            await Measure.FloodAsync(fresh, 64, 64, TimeSpan.FromSeconds(1));
            await MeasureAsync(run, fresh);
        }
    }

    private static async Task MeasureAsync(LoadRun run, Target target)
    {
        await Task.Delay(1000);
        Add(Columns.BeforeStreams);
        await using (var crowd = Crowd.Empty(target))
        {
            foreach (var streams in new[] { 2_000, Most })
            {
                await crowd.IdleAsync(streams, Pace);
                await Task.Delay(2000);
                Add(Columns.Open(streams));
            }

            var held = new List<double>();
            for (var left = run.Flags.Seconds("hold", 20); left > TimeSpan.Zero; left -= TimeSpan.FromSeconds(1))
            {
                await Task.Delay(1000);
                held.Add(target.Process!.ResidentMegabytes);
            }

            if (held.Count > 0)
            {
                run.Figures.Add(target.Name, Columns.Held(Most), held.Max() / held.Min());
            }
        }

        await Task.Delay(3000);
        Add(Columns.AfterStreams);

        void Add(string column) => run.Figures.Add(target.Name, column, target.Process!.ResidentMegabytes);
    }

    private static Target Start(LoadRun run, string name)
    {
        var folder = Path.Combine(run.Folder, "memory", name);
        return name switch
        {
            "nginx" => Target.StartNginx(run.Upstream.Port, folder),
            "yarp" => Target.StartYarp(run.Upstream.Port, folder),
            _ => Target.StartServed(run.Upstream.Port, folder, run.Executable, name == "bascule" ? "" : name),
        };
    }

    /// <summary>.NET raises the soft limit to the hard one by itself, nginx is told to.</summary>
    private static int Descriptors() => File.ReadLines("/proc/self/limits").Where(line => line.StartsWith("Max open files", StringComparison.Ordinal))
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[4]).Select(hard => int.TryParse(hard, CultureInfo.InvariantCulture, out var most) ? most : int.MaxValue).Single();
}
