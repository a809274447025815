using System.Globalization;
using Bascule.Benchmarks.Load;
using Bascule.Servers;

namespace Bascule.Benchmarks.Replicas;

/// <summary>What limits and budgets over Redis add to a request: gateways side by side that count for themselves and through Redis, in interleaved rounds.</summary>
internal static class SharedVerb
{
    private const int Callers = 16;

    private const string Limits = "limits: { requests_per_minute: 100000000, tokens_per_minute: 2000000000, concurrency: 5000 }";

    public static async Task<int> RunAsync(Flags flags)
    {
        var folder = Directory.CreateTempSubdirectory("bascule-shared").FullName;
        await using var redis = await RedisServer.StartAsync();
        using var upstream = Target.StartUpstream();
        (string Name, string Key, bool Shared)[] kinds =
        [
            ("limits, counted here", Limits, false),
            ("limits, over Redis", Limits, true),
            ("limits and a budget, counted here", Limits + ", budget: { usd: 1000000, per: month }", false),
            ("limits and a budget, over Redis", Limits + ", budget: { usd: 1000000, per: month }", true),
        ];
        var targets = kinds.Select((kind, number) => Target.StartBascule(upstream.Port, Path.Combine(folder, $"{number}"), (port, address, data) => Gateway.Config(port, address, data)
            .Replace("limits: { requests_per_minute: 100000000, concurrency: 5000 }", kind.Key, StringComparison.Ordinal)
            .Replace("bascule.db\" }", kind.Shared ? $"bascule.db\", shared: \"{redis.Url}\" }}" : "bascule.db\" }", StringComparison.Ordinal))).ToArray();
        try
        {
            foreach (var one in targets.Prepend(upstream))
            {
                await one.ReadyAsync(TimeSpan.FromSeconds(60));
            }

            await MeasureAsync(flags, kinds.Select(kind => kind.Name).ToArray(), targets, redis);
            return 0;
        }
        finally
        {
            Array.ForEach(targets, target => target.Dispose());
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MeasureAsync(Flags flags, string[] names, Target[] targets, RedisServer redis)
    {
        var (time, warm) = (TimeSpan.FromSeconds(flags.Number("seconds", 2)), TimeSpan.FromSeconds(flags.Number("warm", 5)));
        foreach (var target in targets)
        {
            await CpuAsync(target, warm, redis);
        }

        var rounds = new List<(double Gateway, double Redis)[]>();
        for (var round = 0; round < flags.Number("rounds", 7); round++)
        {
            var one = new (double, double)[targets.Length];
            for (var i = 0; i < targets.Length; i++)
            {
                one[i] = await CpuAsync(targets[i], time, redis);
            }

            rounds.Add(one);
        }

        Console.WriteLine("| | gateway us | rounds | Redis's own us |");
        Console.WriteLine("|---|--:|---|--:|");
        for (var i = 0; i < targets.Length; i++)
        {
            var (gateway, own) = (rounds.Select(one => one[i].Gateway).ToList(), rounds.Select(one => one[i].Redis).ToList());
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {names[i]} | {Figures.Median(gateway):0.0} | {gateway.Min():0.0} to {gateway.Max():0.0} | {Figures.Median(own):0.0} |"));
        }

        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Redis adds to limits {Figures.Median(rounds.Select(one => one[1].Gateway - one[0].Gateway)):0.0} us of the gateway's CPU a request, to limits and a budget {Figures.Median(rounds.Select(one => one[3].Gateway - one[2].Gateway)):0.0} us."));
    }

    private static async Task<(double Gateway, double Redis)> CpuAsync(Target gateway, TimeSpan time, RedisServer redis)
    {
        var request = Caller.Post("/v1/chat/completions", """{"model":"assistant","max_tokens":500,"messages":[{"role":"user","content":"Some words of a prompt that says little."}]}""");
        var before = Proc.CpuMicrosecondsOf(redis.ProcessId);
        var (count, cpu, _) = await Measure.LoopAsync(gateway, Callers, time, request);
        return (cpu / count, (Proc.CpuMicrosecondsOf(redis.ProcessId) - before) / count);
    }
}
