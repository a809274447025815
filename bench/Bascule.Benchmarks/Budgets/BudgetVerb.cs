namespace Bascule.Benchmarks.Budgets;

/// <summary>Measures every case and holds it against its budget.</summary>
public static class BudgetVerb
{
    public static async Task<int> RunAsync()
    {
        var over = await MeasureAsync();
        Console.WriteLine($"{"case",-46}{"bytes",10}{"budget",10}");
        foreach (var (name, bytes, budget) in over)
        {
            Console.WriteLine($"{name,-46}{bytes,10:0.0}{budget,10:0.0}{(bytes > budget ? "  over" : "")}");
        }

        return over.Any(found => found.Bytes > found.Budget) ? 1 : 0;
    }

    /// <summary>Each case with what it allocates and what it may; a case without a budget may nothing.</summary>
    public static async Task<IReadOnlyList<(string Name, double Bytes, double Budget)>> MeasureAsync()
    {
        var budgets = BudgetFile.Read();
        var found = Case.All.Select(item => (item.Name, Bytes: AllocationMeter.BytesPerRun(item.Run))).ToList();
        found.AddRange(await WholeJourney.MeasureAsync());
        return [.. found.Select(item => (item.Name, item.Bytes, budgets.GetValueOrDefault(item.Name)))];
    }
}
