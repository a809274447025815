using System.Diagnostics;

namespace Bascule.Benchmarks.Load.Phases;

/// <summary>How long a start takes, into an empty folder: until <c>/readyz</c> says so and until the first answer.</summary>
internal static class ReadyPhase
{
    private const int Starts = 5;

    public static async Task RunAsync(LoadRun run)
    {
        for (var start = 0; start < Starts; start++)
        {
            var begun = Stopwatch.GetTimestamp();
            using var target = Target.StartServed(run.Upstream.Port, Path.Combine(run.Folder, $"ready{start}"), run.Executable);
            await target.ReportedReadyAsync(LoadRun.Patience);
            run.Figures.Add(target.Name, Columns.Ready, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
            await target.ReadyAsync(LoadRun.Patience);
            run.Figures.Add(target.Name, Columns.FirstAnswer, Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }
}
