namespace Bascule.Benchmarks.Load.Phases;

/// <summary>Prompts of 1, 32 and 256 KB; Bascule with a key that its guardrail leaves alone and with one whose words it reads.</summary>
internal static class SizePhase
{
    private const int Callers = 16;

    public static async Task RunAsync(LoadRun run)
    {
        byte[][] bare = [.. Goals.Sizes.Select(size => Prompts.Chat(size, House.BareKey))];
        byte[][] guarded = [.. Goals.Sizes.Select(size => Prompts.Chat(size))];

        // All sizes within a round: they are compared with each other.
        await run.RoundsAsync(run.Gateways, async target =>
        {
            foreach (var (number, size) in Goals.Sizes.Index())
            {
                run.Add(target, Columns.Prompt(size, guarded: false), await CpuAsync(run, target, bare[number]));
                if (target.MetricsPort > 0)
                {
                    run.Add(target, Columns.Prompt(size, guarded: true), await CpuAsync(run, target, guarded[number]));
                }
            }
        });
    }

    private static async Task<double> CpuAsync(LoadRun run, Target target, byte[] request)
    {
        var (count, cpu, _) = await Measure.LoopAsync(target, Callers, run.Time, request);
        return cpu / count;
    }
}
