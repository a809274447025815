using Bascule.Server.Hosting;

namespace Bascule.Server.Tests.Hosting;

public sealed class IntakeTests
{
    [Fact]
    public void Close_WithNothingUnderWay_IsEmptyAtOnceAndRefuses()
    {
        var intake = new Intake();
        Assert.True(intake.TryEnter());
        intake.Leave();
        Assert.True(intake.CloseAsync().IsCompleted);
        Assert.False(intake.TryEnter());
    }

    [Fact]
    public async Task Close_WithRequestsUnderWay_IsEmptyWithTheLast()
    {
        var intake = new Intake();
        Assert.True(intake.TryEnter());
        Assert.True(intake.TryEnter());
        var empty = intake.CloseAsync();
        Assert.False(intake.TryEnter());
        intake.Leave();
        Assert.False(empty.IsCompleted);
        intake.Leave();
        await empty;
        Assert.Same(empty, intake.CloseAsync());
    }

    [Fact]
    public async Task Close_WhileManyComeAndGo_CountsEachOneThatWasLetIn()
    {
        var intake = new Intake();
        var inside = 0;
        var callers = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (intake.TryEnter())
            {
                Interlocked.Increment(ref inside);
                await Task.Yield();
                Interlocked.Decrement(ref inside);
                intake.Leave();
            }
        })).ToArray();
        await Task.Yield();
        await intake.CloseAsync();
        Assert.Equal(0, Volatile.Read(ref inside));
        await Task.WhenAll(callers);
    }
}
