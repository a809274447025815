using System.Text.Json;

namespace Bascule.Benchmarks.Budgets;

/// <summary><c>bench/budgets.json</c>: the bytes each case may allocate, by its name.</summary>
public static class BudgetFile
{
    public static IReadOnlyDictionary<string, double> Read()
    {
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "budgets.json")));
        return file.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value.GetDouble(), StringComparer.Ordinal);
    }
}
