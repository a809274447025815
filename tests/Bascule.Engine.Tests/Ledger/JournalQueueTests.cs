using Bascule.Engine.Ledger;

namespace Bascule.Engine.Tests.Ledger;

public sealed class JournalQueueTests
{
    [Theory(Timeout = 10_000)]
    [InlineData(RecordKind.Begun)]
    [InlineData(RecordKind.Settled)]
    internal async Task Add_ThreadSleepsDeeply_WakesIt(RecordKind kind)
    {
        var queue = new JournalQueue();
        var waiting = Task.Run(queue.Wait);
        while (!queue.IsDeeplyAsleep)
        {
            await Task.Yield();
        }

        queue.TryAdd(new(kind, Rows.Begun(), null));
        Assert.True(await waiting);
        Assert.True(queue.TryTake(out var entry));
        Assert.Equal(kind, entry.Kind);
    }

    [Fact(Timeout = 10_000)]
    public async Task Close_ThreadSleepsDeeply_EndsIt()
    {
        var queue = new JournalQueue();
        var waiting = Task.Run(queue.Wait);
        while (!queue.IsDeeplyAsleep)
        {
            await Task.Yield();
        }

        queue.Close();
        Assert.False(await waiting);
        Assert.False(queue.TryAdd(new(RecordKind.Settled, Rows.Begun(), null)));
    }

    [Fact]
    public void Add_AtTheBound_RefusesBegunRowsBeforeSettledOnes()
    {
        var queue = new JournalQueue();
        var row = Rows.Begun();
        int Fill(RecordKind kind)
        {
            var added = 0;
            while (queue.TryAdd(new(kind, row, null)))
            {
                added++;
            }

            return added;
        }

        Assert.Equal(JournalQueue.Bound * 3 / 4, Fill(RecordKind.Begun));
        Assert.Equal(JournalQueue.Bound / 4, Fill(RecordKind.Settled));
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.TryAdd(new(RecordKind.Settled, row, null)));
    }
}
