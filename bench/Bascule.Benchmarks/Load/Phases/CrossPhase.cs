namespace Bascule.Benchmarks.Load.Phases;

/// <summary>The same chat request passed through to OpenAI and carried over to Anthropic, whole and as a flood of 64 chunks, in neighbouring seconds.</summary>
internal static class CrossPhase
{
    private const int Callers = 16;

    public static Task RunAsync(LoadRun run) => run.RoundsAsync(run.Bascules, async target =>
    {
        foreach (var (column, route, stream) in new[]
        {
            (Columns.PassedWhole, "assistant", false), (Columns.CrossedWhole, "claude", false), (Columns.PassedStream, "assistant", true), (Columns.CrossedStream, "claude", true),
        })
        {
            var (count, cpu, _) = await Measure.LoopAsync(target, Callers, run.Time, Prompts.Chat(1, route: route, stream: stream));
            run.Add(target, column, cpu / count);
        }
    });
}
