using System.Text;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Limits;

namespace Bascule.Engine.Tests.Limits;

public sealed class OutputLengthsTests
{
    [Fact]
    public void P95_IsLearnedByRouteFromTheLatest()
    {
        var lengths = new OutputLengths();
        Assert.Equal(OutputLengths.Unlearned, lengths.P95("a"));
        for (var answer = 1; answer <= 3_000; answer++)
        {
            lengths.Learn("a", answer % 100 + 1);
        }

        Assert.InRange(lengths.P95("a"), 93, 97);
        Assert.Equal(OutputLengths.Unlearned, lengths.P95("b"));
        for (var answer = 0; answer < 300; answer++)
        {
            lengths.Learn("a", 700);
        }

        Assert.Equal(700, lengths.P95("a"));
    }

    [Fact]
    public void UpperBound_IsTwiceTheEstimateUntilEnoughIsLearnedAndNeverMoreThanABytes()
    {
        var tokens = new TokenEstimator();
        var asking = Asking(1_000);
        Assert.Equal(2 * tokens.Estimate("m", asking), tokens.UpperBound("m", asking), 2.0);
        var random = new Random(5);
        var passed = 0;
        for (var request = 0; request < 2_000; request++)
        {
            var profile = Asking(random.Next(50, 4_000));
            var really = (long)(profile.TextBytes * (0.2 + (random.NextDouble() * 0.1)));
            passed += request >= 200 && tokens.UpperBound("m", profile) < really ? 1 : 0;
            tokens.Learn("m", profile, really);
        }

        Assert.InRange(passed, 0, 1_800 / 50);
        Assert.InRange(tokens.UpperBound("m", asking), tokens.Estimate("m", asking), 1.5 * tokens.Estimate("m", asking));
        Assert.True(tokens.UpperBound("m", Asking(3)) <= 3 + (24 * 4));
    }

    private static RequestProfile Asking(int letters) =>
        RequestScan.Read(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{new string('a', letters)}}"}]}""")).Value!;
}
