namespace Bascule.Benchmarks.Budgets;

/// <summary>Measures every case and holds it against its budget.</summary>
public static class BudgetVerb
{
    /// <param name="word">Only cases on one thread whose names hold it; empty: all cases.</param>
    public static async Task<int> RunAsync(string word)
    {
        var over = await MeasureAsync(word);
        Console.WriteLine($"{"case",-46}{"bytes",10}{"budget",10}");
        foreach (var (name, bytes, budget) in over)
        {
            Console.WriteLine($"{name,-46}{bytes,10:0.0}{budget,10:0.0}{(bytes > budget ? "  over" : "")}");
        }

        return over.Any(found => found.Bytes > found.Budget) ? 1 : 0;
    }

    /// <summary>Each case with what it allocates and what it may; a case without a budget may nothing.</summary>
    public static async Task<IReadOnlyList<(string Name, double Bytes, double Budget)>> MeasureAsync(string word)
    {
        var budgets = BudgetFile.Read();
        var found = Case.All.Where(item => item.Name.Contains(word, StringComparison.Ordinal)).Select(item => (item.Name, Bytes: AllocationMeter.BytesPerRun(item.Run))).ToList();
        if (word.Length == 0)
        {
            found.AddRange(await WholeJourney.MeasureAsync());
        }

        return [.. found.Select(item => (item.Name, item.Bytes, budgets.GetValueOrDefault(item.Name)))];
    }
}
