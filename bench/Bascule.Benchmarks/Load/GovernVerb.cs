using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>What policies, the default guardrail, limits on tokens and a budget add to a request: two gateways side by side, one with and one without, in interleaved rounds.</summary>
internal static class GovernVerb
{
    private const int Callers = 16;

    public static async Task<int> RunAsync(Flags flags)
    {
        var folder = Directory.CreateTempSubdirectory("bascule-govern").FullName;
        using var upstream = Target.StartUpstream();
        var plain = Target.StartBascule(upstream.Port, Path.Combine(folder, "plain"));
        var governed = Target.StartBascule(upstream.Port, Path.Combine(folder, "governed"), governed: true);
        try
        {
            foreach (var one in new[] { upstream, plain, governed })
            {
                await one.ReadyAsync(TimeSpan.FromSeconds(60));
            }

            await MeasureAsync(flags, plain, governed);
            return 0;
        }
        finally
        {
            plain.Dispose();
            governed.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Flags flags, Target plain, Target governed)
    {
        var (time, warm) = (TimeSpan.FromSeconds(flags.Number("seconds", 2)), TimeSpan.FromSeconds(flags.Number("warm", 5)));
        Console.WriteLine("| prompt | plain us | governed us | added us | rounds |");
        Console.WriteLine("|---|--:|--:|--:|---|");
        foreach (var kilobytes in new[] { 1, 32 })
        {
            await CpuAsync(plain, kilobytes, warm);
            await CpuAsync(governed, kilobytes, warm);
            var rounds = new List<(double Plain, double Governed)>();
            for (var round = 0; round < flags.Number("rounds", 7); round++)
            {
                rounds.Add((await CpuAsync(plain, kilobytes, time), await CpuAsync(governed, kilobytes, time)));
            }

            var added = rounds.Select(one => one.Governed - one.Plain).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {kilobytes} KB | {Figures.Median(rounds.Select(one => one.Plain)):0.0} | {Figures.Median(rounds.Select(one => one.Governed)):0.0} | {Figures.Median(added):0.0} | {added.Min():0.0} to {added.Max():0.0} |"));
        }
    }

    private static async Task<double> CpuAsync(Target gateway, int kilobytes, TimeSpan time)
    {
        var prompt = string.Concat(Enumerable.Repeat("Some words of a prompt that says little. ", 25 * kilobytes));
        var request = Caller.Post("/v1/chat/completions", $$"""{"model":"assistant","max_tokens":500,"messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{prompt}}"}],"temperature":0.5}""");
        var (count, cpu, _) = await Measure.LoopAsync(gateway, Callers, time, request);
        return cpu / count;
    }
}
