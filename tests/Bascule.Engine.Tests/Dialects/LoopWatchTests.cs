using System.Globalization;
using System.Text;
using Bascule.Engine.Dialects;

namespace Bascule.Engine.Tests.Dialects;

public sealed class LoopWatchTests
{
    [Theory]
    [InlineData("x")]
    [InlineData("ha ")]
    [InlineData("I say it again. ")]
    [InlineData("\\n\\n")]
    [InlineData("ありがとう")]
    public void Text_SaidAgainAndAgain_IsALoopOfItsLength(string period)
    {
        var text = string.Concat(Enumerable.Repeat(period, 3000));
        var bytes = Encoding.UTF8.GetByteCount(text);
        Assert.InRange(LoopWatch.LongestIn(text), bytes - 1024, bytes);
        Assert.InRange(LoopWatch.LongestIn(Encoding.UTF8.GetBytes(text)), bytes - 1024, bytes);
    }

    [Theory]
    [InlineData(255)]
    [InlineData(256)]
    public void Text_OfTheLongestPeriod_IsALoop(int length) => Assert.True(LoopWatch.LongestIn(Repeated(length)) > 15_000);

    [Theory]
    [InlineData(257)]
    [InlineData(400)]
    public void Text_OfALongerPeriod_IsNone(int length) => Assert.Equal(0, LoopWatch.LongestIn(Repeated(length)));

    [Fact]
    public void Text_ThatSaysSomethingElseAtLast_IsOutOfTheLoop()
    {
        var watch = new LoopWatch(0);
        watch.Take(string.Concat(Enumerable.Repeat("again and ", 1000)));
        Assert.True(watch.Run > 8000);
        watch.Take("then it ends.");
        Assert.Equal(0, watch.Run);
        Assert.True(watch.Longest > 8000);
    }

    [Theory]
    [InlineData("numbers")]
    [InlineData("table")]
    [InlineData("list")]
    [InlineData("json")]
    public void Text_OfHonestRows_IsNone(string kind)
    {
        var rows = Enumerable.Range(1, 2000).Select(row => kind switch
        {
            "numbers" => row.ToString(CultureInfo.InvariantCulture) + ", ",
            "table" => $"| {row} | yes | no | 0.00 |\n",
            "list" => $"- item {row * 7919 % 1000} is in stock\n",
            _ => $$"""{"id":{{row}},"name":"","ok":true},""",
        });
        Assert.True(LoopWatch.LongestIn(string.Concat(rows)) < 1024);
    }

    [Fact]
    public void Loop_InPiecesOfAnySize_IsTheSame()
    {
        var bytes = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("the same words, ", 1200)));
        foreach (var size in new[] { 1, 3, 7, 100, 511, 512, 513, 5000 })
        {
            var watch = new LoopWatch(4096);
            for (var at = 0; at < bytes.Length; at += size)
            {
                watch.Take(bytes.AsSpan(at, Math.Min(size, bytes.Length - at)));
            }

            Assert.InRange(watch.Run, bytes.Length - 4096 - 1024, bytes.Length);
        }
    }

    [Fact]
    public void Watch_PerPiece_AllocatesNothing()
    {
        var watch = new LoopWatch(0);
        watch.Take("the first piece makes the buffer"u8);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var piece = 0; piece < 10_000; piece++)
        {
            watch.Take(" word and"u8);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(watch.Run > 80_000);
    }

    /// <summary>Words that do not repeat within the period, repeated.</summary>
    private static string Repeated(int length)
    {
        var period = string.Concat(Enumerable.Range(100, 200).Select(number => (number * 7919 % 10007).ToString(CultureInfo.InvariantCulture) + " "))[..length];
        return string.Concat(Enumerable.Repeat(period, 20_000 / length));
    }
}
