using System.Diagnostics;
using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>What an answer from the cache costs, whole and streamed, beside one that is asked for: CPU of the gateway per request, and the time of one caller alone over loopback.</summary>
internal static class HitVerb
{
    private const int Callers = 16;
    private const int Alone = 3_000;

    public static async Task<int> RunAsync(Flags flags)
    {
        var folder = Directory.CreateTempSubdirectory("bascule-hits").FullName;
        using var upstream = Target.StartUpstream();
        var gateway = Target.StartBascule(upstream.Port, Path.Combine(folder, "data"));
        try
        {
            await upstream.ReadyAsync(TimeSpan.FromSeconds(60));
            await gateway.ReadyAsync(TimeSpan.FromSeconds(60));
            var (time, warm) = (TimeSpan.FromSeconds(flags.Number("seconds", 2)), TimeSpan.FromSeconds(flags.Number("warm", 5)));
            Console.WriteLine("| answer | CPU us | p50 us alone | rounds |");
            Console.WriteLine("|---|--:|--:|---|");
            foreach (var (name, route, stream) in new[] { ("asked for", "assistant", false), ("hit, whole", "cached", false), ("hit, streamed", "cached", true) })
            {
                var request = Caller.Request(stream, route: route);
                await Measure.LoopAsync(gateway, Callers, warm, request);
                var rounds = new List<double>();
                for (var round = 0; round < flags.Number("rounds", 7); round++)
                {
                    var (count, cpu, _) = await Measure.LoopAsync(gateway, Callers, time, request);
                    rounds.Add(cpu / count);
                }

                var alone = await AloneAsync(gateway, request);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {name} | {Figures.Median(rounds):0.0} | {alone:0} | {rounds.Min():0.0} to {rounds.Max():0.0} |"));
            }

            return 0;
        }
        finally
        {
            gateway.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<double> AloneAsync(Target gateway, byte[] request)
    {
        using var caller = new Caller();
        await caller.ConnectAsync(gateway.Port);
        var times = new double[Alone];
        for (var i = 0; i < Alone; i++)
        {
            var begun = Stopwatch.GetTimestamp();
            await caller.AskAsync(request);
            times[i] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        }

        return Figures.Median(times);
    }
}
