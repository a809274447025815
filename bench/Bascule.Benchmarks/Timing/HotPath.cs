using BenchmarkDotNet.Attributes;
using Bascule.Benchmarks.Budgets;

namespace Bascule.Benchmarks.Timing;

/// <summary>Nanoseconds of the cases whose bytes are budgeted.</summary>
[MemoryDiagnoser]
public class HotPath
{
    public static IEnumerable<Case> Cases => Case.All;

    [ParamsSource(nameof(Cases))]
    public Case Piece { get; set; } = null!;

    [Benchmark]
    public void Run() => Piece.Run();
}
