using Bascule.Engine.Resilience.Breakers;

namespace Bascule.Engine.Tests.Resilience.Breakers;

/// <summary>Who fails far more often than the siblings do.</summary>
public sealed class OutliersTests
{
    [Theory]
    [InlineData("30:0.3 30:0", "0")]
    [InlineData("19:0.4 30:0", "")]
    [InlineData("30:0.19 30:0", "")]
    [InlineData("30:0.4 30:0.3", "")]
    [InlineData("30:0.4 30:0.4 30:0", "0 1")]
    [InlineData("30:0.4 4:0", "")]
    [InlineData("30:0.4 4:0 5:0", "0")]
    [InlineData("30:0.3 30:0.4 30:0 30:0.01 30:0", "1 0")]
    [InlineData("30:0.45", "")]
    public void Find_ByRateAndSamples_NamesTheWorstFirst(string recent, string found) => Assert.Equal(found, string.Join(' ', Outliers.Find(Parse(recent), 2)));

    [Fact]
    public void Find_MoreThanMayBe_StopsThere() => Assert.Equal([1], Outliers.Find(Parse("30:0.3 30:0.4 30:0 30:0 30:0"), 1));

    private static (int, double)[] Parse(string recent) =>
        [.. recent.Split(' ').Select(one => one.Split(':')).Select(one => (int.Parse(one[0]), double.Parse(one[1], System.Globalization.CultureInfo.InvariantCulture)))];
}
