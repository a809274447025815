using BenchmarkDotNet.Attributes;
using Bascule.Benchmarks.Budgets;

namespace Bascule.Benchmarks.Timing;

/// <summary>Nanoseconds of the cases whose bytes are budgeted.</summary>
[MemoryDiagnoser]
public class HotPath
{
    /// <summary>A word that the cases' names hold; empty: all of them.</summary>
    internal static string Named { get; set; } = "";

    public static IEnumerable<Case> Cases => Case.All.Where(one => one.Name.Contains(Named, StringComparison.Ordinal));

    [ParamsSource(nameof(Cases))]
    public Case Piece { get; set; } = null!;

    [Benchmark]
    public void Run() => Piece.Run();
}
