using System.Globalization;

namespace Bascule.Benchmarks.Load;

/// <summary>What crossing dialects costs beside passing through: both in one process and one run, in interleaved rounds, so that a ratio is of two neighbours in time.</summary>
internal static class CrossVerb
{
    private const int Callers = 16;

    private static readonly (string From, string To)[] Pairs = [("openai-chat", "anthropic"), ("anthropic", "openai-chat")];

    public static async Task<int> RunAsync(Flags flags)
    {
        var folder = Directory.CreateTempSubdirectory("bascule-cross").FullName;
        using var upstream = Target.StartUpstream();
        var gateway = Target.StartBascule(upstream.Port, folder);
        try
        {
            var patience = TimeSpan.FromSeconds(60);
            await upstream.ReadyAsync(patience);
            await gateway.ReadyAsync(patience);
            await MeasureAsync(flags, gateway);
            return 0;
        }
        finally
        {
            gateway.Dispose();
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Flags flags, Target gateway)
    {
        (string Name, int Prompt, bool Stream)[] loads = [("whole, 1 KB", 1, false), ("whole, 32 KB", 32, false), ("64 chunks, 1 KB", 1, true)];
        await RoundsAsync(1, TimeSpan.FromSeconds(flags.Number("warm", 2)), static (_, _, _) => { });
        Console.WriteLine("| caller to provider | load | passed us | crossed us | crossed / passed | rounds |");
        Console.WriteLine("|---|---|--:|--:|--:|---|");
        var found = new Dictionary<(string Pair, string Load), List<(double Passed, double Crossed)>>();
        await RoundsAsync(flags.Number("rounds", 5), TimeSpan.FromSeconds(flags.Number("seconds", 1)), (pair, load, cost) =>
        {
            if (!found.TryGetValue((pair, load), out var rounds))
            {
                found[(pair, load)] = rounds = [];
            }

            rounds.Add(cost);
        });
        foreach (var ((pair, load), rounds) in found)
        {
            var ratios = rounds.Select(cost => cost.Crossed / cost.Passed).ToList();
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {pair} | {load} | {Figures.Median(rounds.Select(cost => cost.Passed)):0} | {Figures.Median(rounds.Select(cost => cost.Crossed)):0} | {Figures.Median(ratios):0.00} | {ratios.Min():0.00} to {ratios.Max():0.00} |"));
        }

        async Task RoundsAsync(int rounds, TimeSpan time, Action<string, string, (double Passed, double Crossed)> take)
        {
            for (var round = 0; round < rounds; round++)
            {
                foreach (var (name, prompt, stream) in loads)
                {
                    foreach (var (from, to) in Pairs)
                    {
                        var passed = await CpuAsync(gateway, from, from, prompt, stream, time);
                        take($"{from} to {to}", name, (passed, await CpuAsync(gateway, from, to, prompt, stream, time)));
                    }
                }
            }
        }
    }

    private static async Task<double> CpuAsync(Target gateway, string from, string to, int kilobytes, bool stream, TimeSpan time)
    {
        var model = to == "anthropic" ? "claude" : "assistant";
        var prompt = string.Concat(Enumerable.Repeat("Some words of a prompt that says little. ", 25 * kilobytes));
        var streamed = stream ? "\"stream\":true," : "";
        var request = from == "anthropic"
            ? Caller.Post("/v1/messages", $$"""{"model":"{{model}}","max_tokens":500,"system":"You answer.","messages":[{"role":"user","content":"{{prompt}}"}],{{streamed}}"temperature":0.5}""")
            : Caller.Post("/v1/chat/completions", $$"""{"model":"{{model}}","max_tokens":500,"messages":[{"role":"system","content":"You answer."},{"role":"user","content":"{{prompt}}"}],{{streamed}}"temperature":0.5}""");
        var (count, cpu, _) = await Measure.LoopAsync(gateway, Callers, time, request, from == "anthropic" ? "{\"type\":\"message_stop\"}" : "data: [DONE]");
        return cpu / count;
    }
}
