using System.Diagnostics;

namespace Bascule.Engine.Tests.House;

/// <summary>Holds the hot path to <c>bench/budgets.json</c>. In a process of its own: other tests allocate too.</summary>
public sealed class BudgetTests
{
    [Fact]
    public async Task Budgets_EveryCase_AllocatesAtMostItsBytes()
    {
        var configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        var benchmarks = Path.Combine(Repository.Root, "bench/Bascule.Benchmarks/bin", configuration, "net10.0/Bascule.Benchmarks.dll");
        var start = new ProcessStartInfo("dotnet", [benchmarks, "budgets"]) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment.Remove("DOTNET_TieredPGO");    // `./test` does without, and what is measured is compiled as it is where it runs
        using var run = Process.Start(start)!;
        var errors = run.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var table = await run.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await run.WaitForExitAsync(TestContext.Current.CancellationToken);
        TestContext.Current.SendDiagnosticMessage(table);
        Assert.True(run.ExitCode == 0, table + await errors);
    }
}
