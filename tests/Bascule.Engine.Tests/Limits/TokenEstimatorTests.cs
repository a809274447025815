using System.Text;
using Bascule.Engine.Dialects.Json;
using Bascule.Engine.Limits;

namespace Bascule.Engine.Tests.Limits;

public sealed class TokenEstimatorTests
{
    private const string English = "The quick brown fox jumps over the lazy dog and runs away into the deep forest. ";
    private const string Chinese = "\u654f\u6377\u7684\u68d5\u8272\u72d0\u72f8\u8df3\u8fc7\u4e86\u90a3\u53ea\u61d2\u72d7\u3002";

    [Fact]
    public void Learn_TwoScripts_TellsThemApart()
    {
        var tokens = new TokenEstimator();
        for (var i = 1; i <= 200; i++)
        {
            Teach(tokens, English, i % 20 + 5, tokensEach: 25);
            Teach(tokens, Chinese, i % 20 + 5, tokensEach: 40);
        }

        Assert.InRange(tokens.Estimate("m", Asking(English, 30)), 0.93 * 750, 1.07 * 750);
        Assert.InRange(tokens.Estimate("m", Asking(Chinese, 30)), 0.93 * 1200, 1.07 * 1200);
        var error = tokens.Error("m")!;
        Assert.Equal(400, error.Requests);
        Assert.True(error.P50 < 0.05 && error.P50 <= error.P95 && error.P95 <= error.P99, error.ToString());
    }

    [Fact]
    public void Learn_AModelThatChanges_ForgetsWhatWas()
    {
        var tokens = new TokenEstimator();
        Teach(tokens, English, 10, tokensEach: 20, times: 100);
        Teach(tokens, English, 10, tokensEach: 30, times: 60);
        Assert.InRange(tokens.Estimate("m", Asking(English, 10)), 290, 310);
    }

    [Fact]
    public void Estimate_AModelNotAskedYet_BeginsWithWhatAllTaught()
    {
        var tokens = new TokenEstimator();
        Teach(tokens, English, 10, tokensEach: 30, times: 600);
        Assert.InRange(tokens.Estimate("another", Asking(English, 10)), 280, 320);
        Assert.InRange(tokens.Estimate(null, Asking(English, 10)), 280, 320);
        Assert.Null(tokens.Error("another"));
    }

    [Fact]
    public void Learn_ManyModels_StaysBounded()
    {
        var tokens = new TokenEstimator();
        for (var i = 0; i <= TokenEstimator.MaxModels; i++)
        {
            tokens.Learn($"m{i}", Asking(English, 1), 20);
        }

        Assert.NotNull(tokens.Error($"m{TokenEstimator.MaxModels - 1}"));
        Assert.Null(tokens.Error($"m{TokenEstimator.MaxModels}"));
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(1)]
    [InlineData(0)]
    [InlineData(-5)]
    public void Learn_Nonsense_DoesLittleHarm(long told)
    {
        var tokens = new TokenEstimator();
        Teach(tokens, English, 10, tokensEach: 20, times: 50);
        tokens.Learn("m", Asking(English, 10), told);
        Assert.InRange(tokens.Estimate("m", Asking(English, 10)), 120, 320);
    }

    private static void Teach(TokenEstimator tokens, string text, int repeats, int tokensEach, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            tokens.Learn("m", Asking(text, repeats), repeats * tokensEach);
        }
    }

    private static RequestProfile Asking(string text, int repeats)
    {
        var content = string.Concat(Enumerable.Repeat(text, repeats));
        return RequestScan.Read(Encoding.UTF8.GetBytes($$"""{"model":"m","messages":[{"role":"user","content":"{{content}}"}]}""")).Value!;
    }
}
