using Bascule.Engine.Conversation;

namespace Bascule.Engine.Tests.Conversation;

public sealed class UsageTests
{
    [Fact]
    public void Sum_OfNothingAndAnAnswer_IsTheAnswers()
    {
        var told = new Usage { Input = 100, CachedInput = 10, Output = 20, BilledInput = 60, BilledOutput = 18 };
        Assert.Equal(told, Usage.Sum(default, told));
    }

    [Fact]
    public void Sum_OneTellsWhatIsBilled_TheOtherIsBilledWhole() => Assert.Equal(
        new Usage { Input = 140, Output = 25, BilledInput = 100, BilledOutput = 23 },
        Usage.Sum(new Usage { Input = 100, Output = 20, BilledInput = 60, BilledOutput = 18 }, new Usage { Input = 40, Output = 5 }));
}
